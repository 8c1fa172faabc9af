"""Library settings for the whole process, applied where a program starts."""

import pandas as pd


def set_up() -> None:
    """Make pandas faster for pages, whose tables are small."""
    # for the tables of a page, pandas is up to a quarter faster with strings of Python than with those of Arrow
    pd.set_option("mode.string_storage", "python")
