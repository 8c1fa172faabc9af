"""One module per kind of publisher, and the rules for fetching and accepting their data."""
