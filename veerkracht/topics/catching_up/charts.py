"""The distances of an area to its city as a chart for paper: a row per subject, then and now."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from veerkracht.core import dutch
from veerkracht.drawing import film, vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.drawing.charts import Style
from veerkracht.drawing.plot import Plot, Series, margins
from veerkracht.topics.catching_up import sentences
from veerkracht.topics.catching_up.figures import GROUPS, Axis, Overview, Topic

_ROW, _AXIS = 21, 40  # pixels: a row, and the axis below them
_LABEL, _SHORT = 255, 150  # pixels: the name of a subject, and on a phone
_IS_NARROW = "containerSize()[0] < 480"
_WORDS = 1.9  # room for the words at the end of a row, as a fraction of the axis


def dumbbells(overview: Overview, axis: Axis, style: Style) -> Chart:
    """Return a row per topic by group: a hollow dot for then, a dot for now in the colour of the area (hollow without a
    margin), the margin as a light bar, and the distance in words at its end."""
    order: list[str] = []
    for group in GROUPS:
        if topics := overview.of(group):
            order += [sentences.short_heading(group, topics), *map(_name, topics)]
    rows = [_row(topic, axis) for group in GROUPS for topic in overview.of(group)]
    return replace(_chart(rows, order, overview.city, axis, style), plot=_plot(overview, style))


def dumbbell_film(overviews: Sequence[Overview], axis: Axis, style: Style) -> Chart:
    """Return the dumbbells until each of several years as a film on one axis.

    A topic keeps its row, that of its place in the last year in which it can be compared; those without a favourable
    direction are below the others. On a phone there is no room for the words at the end: a tap shows them.
    """
    latest = {topic.indicator.indicator_id: topic for overview in overviews for topic in overview.topics}
    placed = dict.fromkeys(
        topic.indicator.indicator_id for overview in reversed(overviews) for topic in overview.topics
    )
    directed, neutral = ([latest[key] for key in placed if latest[key].is_neutral is is_neutral]
                         for is_neutral in (False, True))  # fmt: skip
    heading = [sentences.film_heading(neutral)] if neutral else []
    order = [*map(_name, directed), *heading, *map(_name, neutral)]

    def chart_of(topics: Iterable[Topic]) -> Chart:
        rows = [_row(topic, axis, is_film=True) for topic in topics]
        return _chart(rows, order, overviews[-1].city, axis, style, is_film=True)

    return film.combined(chart_of([*directed, *neutral]), [chart_of(overview.topics) for overview in overviews])


def _chart(
    rows: list[Json], order: Sequence[str], city: str, axis: Axis, style: Style, is_film: bool = False
) -> Chart:  # fmt: skip
    """Return these rows in an order of names; names without a row are headings."""
    headings = [name for name in order if name not in {row["row"] for row in rows}]
    end: object = axis.high + _WORDS * (axis.high - axis.low)
    limit: object = _LABEL
    look: Json = {}
    middle = f"   |   {city}"
    if is_film:
        middle = ""  # it has no room on a phone
        end, limit = (
            {"expr": f"{_IS_NARROW} ? {narrow} : {wide}"} for narrow, wide in ((axis.high, end), (_SHORT, limit))
        )
        look = {"opacity": {"expr": f"{_IS_NARROW} ? 0 : 1"}}
    x = vega.quantitative(
        "now", title=f"‹ ongunstiger{middle}   |   gunstiger ›",
        scale={"domainMin": axis.low, "domainMax": end, "zero": False, "nice": False},
        axis={"values": [value for value in range(-3, 4) if axis.low <= value <= axis.high], "grid": False,
              "titleAnchor": "start", "titleAlign": "left"},
    )  # fmt: skip
    y = vega.nominal("row", title=None, sort=order, scale={"domain": order}, axis={
        "grid": True, "gridColor": "#eee", "labelLimit": limit, "labelOverlap": False, "ticks": False, "domain": False,
        **vega.bold_labels(headings),
    })  # fmt: skip
    shared: Json = {"y": y, "color": {"value": style.color}}
    line = shared | {"x": vega.quantitative("was"), "x2": {"field": "now"}}
    then = shared | {"x": vega.quantitative("was"), "fill": {"value": "#ffffff"}}
    bar = shared | {"x": vega.quantitative("low"), "x2": {"field": "high"}}
    words = {"y": y, "x": {"value": "width"}, "text": vega.nominal("words")}
    fill = {"condition": {"test": "datum.sure > 0.5", "value": style.color}, "value": "#ffffff"}
    tooltip = {"tooltip": vega.tooltip(row="Onderwerp", words="Afstand", unit="Eenheid")} if is_film else {}
    layers = [
        vega.layer("rule", [{"city": 0}], {"x": vega.quantitative("city")}, color="#222", strokeWidth=1.2),
        vega.named("margins", vega.layer("rule", rows, bar, "isValid(datum.low)", strokeWidth=9, strokeOpacity=0.25)),
        vega.named("lines", vega.layer("rule", rows, line, strokeWidth=2)),
        vega.named("was", vega.layer("point", rows, then, size=38, strokeWidth=1.4, filled=False, opacity=1)),
        vega.named("now", vega.layer("point", rows, shared | tooltip | {"x": x, "fill": fill},
                                     size=95, strokeWidth=2, filled=False, opacity=1)),
        vega.named("words", vega.layer("text", rows, words, align="right", fontSize=13, color="#222", **look)),
    ]  # fmt: skip
    config = vega.CONFIG | {
        "axis": vega.SIZES | {"titleFontWeight": "normal", "labelColor": "#222"},
        "view": {"stroke": None},
    }
    return vega.layered(layers, _ROW * len(order) + _AXIS, config)


def _plot(overview: Overview, style: Style) -> Plot:
    """Return then and now as two bars per topic, relative to the city; the margin is that of now."""
    places = [topic.place for group in GROUPS for topic in overview.of(group)]
    topics = tuple(_name(topic) for group in GROUPS for topic in overview.of(group))
    low, high = (tuple(getattr(place, name) for place in places) for name in ("low", "high"))
    return Plot(
        topics,
        (
            Series(f"toen (rond {overview.choice.since})", tuple(place.then for place in places), "#7b8794", "bar"),
            Series("nu", tuple(place.now for place in places), style.color, "bar", *margins(low, high)),
        ),
        "", 1,
    )  # fmt: skip


def _row(topic: Topic, axis: Axis, is_film: bool = False) -> Json:
    """Return the position of a topic and its distance in words; in a film without the words for then."""

    def at(place: float | None) -> float | None:
        return None if place is None else round(min(max(place, axis.low), axis.high), 2)

    place = topic.place
    unit = {"unit": dutch.change_unit(topic.indicator.unit)} if is_film else {}  # which its words lack
    return unit | {
        "code": topic.indicator.indicator_id, "row": _name(topic), "was": at(place.then), "now": at(place.now),
        "low": at(place.low), "high": at(place.high), "sure": int(topic.has_margin),
        "words": sentences.briefly_now(topic) if is_film else f"{sentences.now(topic)}, {sentences.then(topic)}",
    }  # fmt: skip


def _name(topic: Topic) -> str:
    return topic.indicator.label
