"""A chart is a Vega-Lite specification: a plain dictionary, which `vega` helps to write."""

from dataclasses import dataclass
from typing import Any, Protocol

# a part of a specification, or a row of its data: JSON of any shape, which Vega-Lite's schema describes and mypy cannot
Json = dict[str, Any]

# without these Streamlit fills in the colours of the theme on screen
_INK: dict[str, dict[str, str]] = {
    "axis": {"labelColor": "#333", "titleColor": "#333", "gridColor": "#d9dde1", "domainColor": "#767676",
             "tickColor": "#767676"},
    "legend": {"labelColor": "#333", "titleColor": "#333"},
    "title": {"color": "#222"},
}  # fmt: skip


class Subject(Protocol):
    """What the figures of a chart are about: an indicator, or the index of one."""

    @property
    def label(self) -> str:
        """The name, in Dutch."""

    @property
    def unit(self) -> str:
        """The unit: '%', 'euro', 'per 1.000 inwoners'."""

    @property
    def decimals(self) -> int:
        """The decimals of a figure."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart or map as a Vega-Lite specification, the same for screen and paper; never changed."""

    specification: Json

    def on_screen(self, height: int | None = None) -> Json:
        """Return the specification in the colours of the light theme, which style.css inverts in the dark."""
        config = self.specification.get("config", {})
        look = {part: colors | config.get(part, {}) for part, colors in _INK.items()}
        size = {} if height is None else {"height": height}
        return {**self.specification, **size, "background": "transparent", "config": config | look}
