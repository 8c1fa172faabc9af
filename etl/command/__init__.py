"""The command `python -m etl` and its run report."""
