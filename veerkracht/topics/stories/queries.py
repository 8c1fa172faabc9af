"""Queries about stories: each takes a connection and returns a DataFrame."""

import duckdb
import pandas as pd


def stories(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per story, newest first: story_id, title, kind, area_codes (list of codes of buurten, none: the
    whole programme), goal_ids (list), date, told_by ('' when unknown), body (text with simple marks, not trusted),
    is_internal."""
    return connection.execute("select * from story order by date desc, title, story_id").df()


def pictures(connection: duckdb.DuckDBPyConnection, story_id: str) -> pd.DataFrame:
    """Return one row per picture of a story: name, content (base64 of a JPEG)."""
    return connection.execute(
        "select name, to_base64(content) as content from story_picture where story_id = $story_id order by name",
        {"story_id": story_id},
    ).df()
