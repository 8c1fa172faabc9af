"""Queries of the budget; each takes a connection and returns a DataFrame."""

import duckdb
import pandas as pd


def about(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row about the budget, none without one: title, source, licence, note."""
    return connection.execute("select title, source, licence, note from budget order by title").df()


def amounts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per post and year, in the order of the budget: side ('inkomsten', 'uitgaven'), name, note, year,
    amount (in euro; missing when it is not known yet)."""
    return connection.execute("""
        select side, name, note, year, amount::double as amount
        from budget_amount
        order by side, position, year
    """).df()


def totals(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per side and year: side, year, amount (in euro), has_more (posts without amount come on top)."""
    return connection.execute("""
        select side, year, amount::double as amount, has_more
        from budget_total
        order by side, year
    """).df()
