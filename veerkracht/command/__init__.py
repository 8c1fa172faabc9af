"""The command `python -m veerkracht.export`: the files of the dashboard without a browser."""
