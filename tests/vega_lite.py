"""Holds a chart against the schema of Vega-Lite, which Altair brings along."""

from typing import Any

import altair as alt


def validate(specification: dict[str, Any]) -> None:
    """Raise jsonschema.ValidationError when a specification is outside the schema."""
    kind = alt.LayerChart if "layer" in specification else alt.Chart
    kind.validate(specification)
