"""The change of a buurt since a baseline against the band of buurten that are like it."""

import altair as alt
import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.charts import Style
from veerkracht.topics.similar.figures import Development

_LABEL, _LETTER = 17, 8  # pixels that a name needs in height, and a letter of it in width
_WIDTH = 480  # pixels of the time axis on a small screen
_MIDDLE = "#333333"


def band(found: Development, names: dict[str, str], look: Style, height: int = 340) -> Chart:
    """Return the change per period: a dot per buurt that is alike, their band and middle, and the line of the buurt.

    `names` is by area code. All begin at 0 in the period of the baseline. Nothing is drawn through a period in which
    the buurt has no figure, or too few others have one for a band.
    """
    own, name = found.similar.area_code, found.similar.name
    drawn = found.changes.dropna(subset="change")
    drawn = drawn.assign(
        year=drawn["period"].str[:4].astype(int),
        name=drawn["area_code"].map(names),
        when=[periods.parse(period).label for period in drawn["period"]],
        text=[dutch.signed(change, found.decimals, found.unit) for change in drawn["change"]],
    )[["area_code", "year", "name", "when", "text", "change"]]
    start = int(found.baseline[:4])
    bands = found.bands.assign(year=found.bands["period"].str[:4].astype(int)).drop(columns="period")
    begin = pd.DataFrame([{"year": start, "own": 0.0, "lowest": 0.0, "middle": 0.0, "highest": 0.0}])
    bands = pd.concat([begin, bands], ignore_index=True)
    full, line = bands.dropna(subset="middle"), bands.dropna(subset="own")
    last = int(bands["year"].max())
    share = min((_LETTER * len(name) + _LABEL) / _WIDTH, 0.4)  # of the width, for a name at the end of the time axis
    room = (last - start) * share / (1 - share)
    x = alt.X(
        "year:Q", title="Jaar", scale=alt.Scale(domain=[start - 0.1, last + room], nice=False),
        axis=alt.Axis(format="d", values=[int(year) for year in bands["year"]], grid=False),
    )  # fmt: skip
    unit = "procentpunt" if found.unit == "%" else dutch.unit_label(found.unit)
    y = alt.Y(
        "change:Q", title=f"verandering sinds {found.baseline}, {unit}", scale=alt.Scale(nice=True),
        axis=alt.Axis(tickMinStep=10**-found.decimals,
                      labelExpr=f"datum.value ? format(datum.value, '+,.{found.decimals}f') : '0'"),
    )  # fmt: skip
    tooltip = [alt.Tooltip("name:N", title="Buurt"), alt.Tooltip("when:N", title="Periode"),
               alt.Tooltip("text:N", title="Verandering")]  # fmt: skip
    base = alt.Chart(drawn).encode(x=x, y=y, tooltip=tooltip)
    others, mine = (base.transform_filter(f"datum.area_code {sign} '{own}'") for sign in ("!==", "==="))
    layers = [alt.Chart(pd.DataFrame({"change": [0.0]})).mark_rule(color="#808080").encode(y=y)]
    if len(full) > 1:
        ends = {"x": x, "y": alt.Y("lowest:Q", title=y.to_dict()["title"]), "y2": "highest:Q"}
        layers.append(alt.Chart(bands).mark_area(color="#9aa5ad", opacity=0.3).encode(**ends))
        middle = _line(bands, "middle").mark_line(color=_MIDDLE, strokeDash=[6, 4], strokeWidth=2)
        layers.append(middle.encode(x=x, y=y))
    if (drawn["area_code"] != own).any():  # an empty layer has no text for a screen reader
        layers.append(others.mark_circle(color="#6b7780", size=45, opacity=0.9))
    if len(line) > 1:
        layers.append(_line(bands, "own").mark_line(color=look.color, strokeWidth=2.5).encode(x=x, y=y))
        layers.append(mine.mark_point(color=look.color, shape=look.shape, filled=True, size=130, opacity=1))
    for row in _ends(full, line, name, look, drawn["change"], height).itertuples():
        text = alt.Chart(pd.DataFrame([{"year": row.year, "change": row.change, "name": row.name}])).encode(
            x=x, y=y, text="name:N"
        )
        bold = {"align": "left", "dx": 11, "fontSize": 13, "fontWeight": "bold", "aria": False}
        layers += [text.mark_text(**bold, stroke="white", strokeWidth=4), text.mark_text(**bold, color=row.color)]
    drawing = (
        alt.layer(*layers)
        .properties(height=height, padding={"top": 10, "bottom": 5, "left": 5, "right": 5})
        .configure(locale=alt.Locale(number=alt.NumberLocale(**dutch.VEGA_NUMBERS)))
        .configure_axis(labelFontSize=13, titleFontSize=13)
    )
    return Chart(drawing.to_dict(validate=False))


def _line(bands: pd.DataFrame, column: str) -> alt.Chart:
    """Return a column of `bands` as the changes of a line, with its gaps."""
    return alt.Chart(pd.DataFrame({"year": bands["year"], "change": bands[column]}))


def _ends(
    full: pd.DataFrame, line: pd.DataFrame, name: str, look: Style, changes: pd.Series, height: int
) -> pd.DataFrame:
    """Return where the names of the line and of the middle stand, apart from each other: year, change, name, color."""
    rows = []
    if len(line) > 1:
        rows.append((line["year"].iloc[-1], line["own"].iloc[-1], name, look.color))
    if len(full) > 1:
        rows.append((full["year"].iloc[-1], full["middle"].iloc[-1], "middelste", _MIDDLE))
    found = pd.DataFrame(rows, columns=["year", "change", "name", "color"]).sort_values("change")
    apart = _LABEL * (max(changes.max(), 0) - min(changes.min(), 0)) / (0.85 * height)
    if len(found) == 2 and (short := apart - (found["change"].iloc[1] - found["change"].iloc[0])) > 0:
        found["change"] += [-short / 2, short / 2]
    return found
