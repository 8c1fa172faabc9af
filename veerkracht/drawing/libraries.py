"""Library settings for the whole process, applied where a program starts."""

import pandas as pd


def set_up() -> None:
    """Make pandas faster for the small tables of pages."""
    # for tables of this size, pandas is up to a quarter faster with Python strings than with Arrow strings
    pd.set_option("mode.string_storage", "python")
