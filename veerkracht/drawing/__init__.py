"""Charts, maps, tables and general sentences, for any topic."""
