"""One module per kind of publisher, and what decides whether its data are fetched and accepted."""
