"""The development of one indicator as an exhibit."""

from dataclasses import replace

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits, sentences
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.trends import figures
from veerkracht.topics.trends.figures import Choice


def trend(query: Query, choice: Choice) -> Exhibit:
    """Return the development of one indicator in a few areas as an exhibit; the data are the figures in any form."""
    about, names = lookups.programme(query), lookups.area_names(query)
    indicator, codes = lookups.indicator(query, choice.indicator_id), list(choice.area_codes)
    frame, measured = figures.figures(query, choice)
    events = figures.events(query, choice)
    present = [code for code in exhibits.with_figures(frame, codes) if code != choice.city]
    city = names[choice.city] if choice.city else ""
    exhibit = exhibits.exhibit(
        query, f"trend-{indicator.indicator_id}",
        f"{measured.label if city else indicator.label} in {dutch.joined([names[code] for code in present])}",
        exhibits.subtitle(measured, present, frame, names),
        figures.alternative(frame[frame["area_code"] != choice.city], measured, names),
        exhibits.periods_table(frame, present, names, measured),
        [(indicator, lookups.trend(query, indicator.indicator_id, codes))],
        [
            figures.reading(frame, choice.base, not events.empty, city),
            figures.done(events, names),
            figures.path_note(query, choice),
            exhibits.absent_note(frame, [code for code in codes if code != choice.city], names),
        ],
        figures.chart(query, choice, exhibits.HEIGHT),
    )  # fmt: skip
    findings = sentences.city_comparison(
        lookups.trend(query, choice.indicator_id, codes), names, indicator, list(about.focus_area_codes),
        about.municipality_code,
    ) if choice.base is None else []  # fmt: skip
    heading = f"{measured.label}, {dutch.in_unit(measured.unit)}"
    return replace(exhibit, heading=heading, findings=tuple(findings))
