"""Subjects of a profile as stacked strips: a dot per area, ours in colour, median and city marked."""

from collections.abc import Mapping, Sequence

from veerkracht.core import dutch
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json, Subject
from veerkracht.drawing.charts import Style
from veerkracht.topics.profile.figures import Latest, level_of_peers
from veerkracht.topics.profile.strips import STEP, WIDTH, Strip

_ROW = 46  # pixels
_OTHER, _CITY, _MIDDLE = "#8a949d", "#222222", "#4a4a4a"


def strips(
    subjects: Mapping[str, Sequence[Latest]], names: Mapping[str, str], look: Mapping[str, Style], city: str
) -> Chart:
    """Return a row per topic, each from its lowest figure to its highest.

    `subjects` has for each the figures of the areas in `look`, all of one period.
    """
    dots: list[Json] = []
    marks: list[Json] = []
    for label, rows in subjects.items():
        indicator, peers = rows[0].indicator, rows[0].peers
        strip = Strip(
            peers.figures, peers.middle if peers.has_middle else None, rows[0].city.value if rows[0].has_city else None
        )
        by_area = {row.area_code: row.value for row in rows}
        values = dict(peers.figures) | by_area
        for code in [*(code for code in values if code not in by_area), *by_area]:
            style = look.get(code)
            color, shape, size = (style.color, style.shape, 130) if style else (_OTHER, "circle", 30)
            dots.append({
                "subject": label, "place": strip.across(values[code]), "name": names[code],
                "text": _text(values[code], indicator), "color": color, "shape": shape, "size": size,
            })  # fmt: skip
        level = level_of_peers(rows[0].area_code)
        if strip.middle is not None:
            text = _text(strip.middle, indicator)
            marks.append(_mark(label, strip, strip.middle, f"middelste {level}", text, _MIDDLE, 14))
        if strip.city is not None:
            marks.append(_mark(label, strip, strip.city, city, _text(strip.city, indicator), _CITY, 30))
    x = vega.quantitative("place", title="laag ‹ elk onderwerp op een eigen schaal › hoog", axis={
        "labels": False, "ticks": False, "grid": False,
    }, scale={"domain": [0, WIDTH + STEP]})  # fmt: skip
    y = vega.nominal("subject", title=None, sort=list(subjects), axis={
        "grid": True, "gridColor": "#eee", "labelLimit": 320, "ticks": False, "domain": False,
    })  # fmt: skip
    tick = {"x": x, "y": y, "color": vega.literal("color"), "size": vega.literal("size", "quantitative"),
            "tooltip": vega.tooltip(name="Gebied", text="Cijfer")}  # fmt: skip
    point = {
        "x": x, "y": y, "fill": vega.literal("color"), "shape": vega.literal("shape"),
        "size": vega.literal("size", "quantitative"), "tooltip": vega.tooltip(name="Gebied", text="Cijfer"),
    }  # fmt: skip
    layers = [vega.layer("tick", marks, tick, thickness=2, opacity=1), vega.layer("point", dots, point, opacity=0.9,
                                                                                strokeWidth=0)]  # fmt: skip
    return vega.layered(layers, _ROW * len(subjects) + _ROW, vega.WITHOUT_FRAME)


def _text(value: float, indicator: Subject) -> str:
    return dutch.figure(value, indicator.decimals, indicator.unit)


def _mark(label: str, strip: Strip, value: float, name: str, text: str, color: str, size: int) -> Json:
    return {
        "subject": label, "place": strip.across(value), "name": name, "text": text, "color": color, "size": size,
    }  # fmt: skip
