"""A chart is a Vega-Lite specification: a plain dictionary, written with the helpers in `vega`."""

from dataclasses import dataclass
from typing import Any, Protocol

from veerkracht.drawing.plot import Plot

FONT = "Source Sans, Arial, Helvetica, Liberation Sans, sans-serif"  # that of the page, else one as narrow
# the ground of a chart whose colours are classes from light to dark, as on a map: style.css keeps it light in the dark,
# where all other charts are inverted
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
    """How figures are printed: an indicator, or what stands for one."""

    @property
    def unit(self) -> str:
        """The unit: '%', 'euro', 'per 1.000 inwoners'."""

    @property
    def decimals(self) -> int:
        """The decimals of a figure."""


class Subject(Measured, Protocol):
    """What the figures of a chart are about: an indicator, or the index of one."""

    @property
    def label(self) -> str:
        """The name, in Dutch."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart or map as a Vega-Lite specification, the same for screen and paper; never changed.

    `plot` has its figures for files that draw them anew, None when only the specification can say what is drawn.
    `fetched` is the address, below that of the dashboard, from which a browser fetches the `data` of the specification
    once for all charts with the same; '' when they go along with each.
    """

    specification: Json
    plot: Plot | None = None
    fetched: str = ""

    def on_screen(self, height: int | None = None) -> Json:
        """Return the specification in the colours of the light theme, which style.css inverts in the dark without a
        PLATE."""
        config = self.specification.get("config", {})
        look = {part: colors | config.get(part, {}) for part, colors in _INK.items()}
        other: Json = {} if height is None else {"height": height}
        if self.fetched:
            other["data"] = {"name": self.specification["data"]["name"], "url": f"./{self.fetched}"}
        return {"background": "transparent", **self.specification, **other, "config": {"font": FONT} | config | look}
