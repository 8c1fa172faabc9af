"""Charts, maps, tables and general sentences, whatever they are about."""
