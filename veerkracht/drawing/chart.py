"""A chart is a Vega-Lite specification: a plain dictionary, written with the helpers in `vega`."""

from dataclasses import dataclass
from typing import Any, Protocol

from veerkracht.drawing.plot import Plot

FONT = "Source Sans, Arial, Helvetica, Liberation Sans, sans-serif"  # the font of the page, else one as narrow
# the background of a chart whose colours are classes from light to dark, as on a map: style.css keeps it light in the
# dark theme, where all other charts are inverted
PLATE = "#ffffff"

# a part of a specification, or a row of its data: JSON of any shape, which Vega-Lite's schema describes and mypy cannot
Json = dict[str, Any]

# Without these colours Streamlit fills in those of the theme on screen. For screen readers Vega names axes, legends and
# marks in English: these get the text on the whole chart, the table, and the marks that have a Dutch description.
_INK: Json = {
    "axis": {"labelColor": "#333", "titleColor": "#333", "gridColor": "#d9dde1", "domainColor": "#767676",
             "tickColor": "#767676", "aria": False},
    "legend": {"labelColor": "#333", "titleColor": "#333", "aria": False},
    "title": {"color": "#222", "aria": False},
    "mark": {"aria": False},
}  # fmt: skip


class Measured(Protocol):
    """Number format of figures: of an indicator, or of anything that is printed like one."""

    @property
    def unit(self) -> str:
        """The unit: '%', 'euro', 'per 1.000 inwoners'."""

    @property
    def decimals(self) -> int:
        """The decimals of a figure."""


class Subject(Measured, Protocol):
    """What the figures of a chart measure: an indicator, or an index of it."""

    @property
    def label(self) -> str:
        """The name, in Dutch."""


@dataclass(frozen=True, eq=False)
class Chart:
    """An immutable chart or map as a Vega-Lite specification, the same on screen and on paper.

    `plot` has its figures for formats that draw their own charts, None if only the specification says what to draw.
    `fetched` is the address, relative to the dashboard, from which a browser fetches `data` that charts share; '' if
    the data are in the specification.
    """

    specification: Json
    plot: Plot | None = None
    fetched: str = ""

    def on_screen(self, height: int | None = None) -> Json:
        """Return the specification in the colours of the light theme; in dark mode style.css inverts charts without a
        PLATE."""
        config = self.specification.get("config", {})
        look = {part: colors | config.get(part, {}) for part, colors in _INK.items()}
        other: Json = {} if height is None else {"height": height}
        if self.fetched:
            other["data"] = {"name": self.specification["data"]["name"], "url": f"./{self.fetched}"}
        return {"background": "transparent", **self.specification, **other, "config": {"font": FONT} | config | look}
