"""The command `python -m veerkracht.export`: exports the dashboard's files without a browser."""
