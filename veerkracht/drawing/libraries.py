"""Settings of libraries for the whole process, made where a program starts."""

import pandas as pd
from altair.utils import schemapi


def set_up() -> None:
    """Make pandas and Altair faster for pages: small tables, and charts that the tests have validated."""
    # for the tables of a page, pandas is up to a quarter faster with strings of Python than with those of Arrow
    pd.set_option("mode.string_storage", "python")
    # Altair validates every part of a chart when it is made; tests validate whole charts once
    schemapi.disable_debug_mode()
