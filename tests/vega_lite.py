"""Validates a chart against the Vega-Lite schema that comes with Altair."""

import json
from typing import Any

import altair as alt


def validate(specification: dict[str, Any]) -> None:
    """Raise jsonschema.ValidationError when a specification, as it is sent, is outside the schema."""
    kind = alt.LayerChart if "layer" in specification else alt.Chart
    kind.validate(json.loads(json.dumps(specification)))
