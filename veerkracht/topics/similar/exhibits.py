"""The change of a buurt beside that of similar buurten as an exhibit."""

from dataclasses import replace

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import charts, exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.similar import charts as similar_charts
from veerkracht.topics.similar import figures as similar_views
from veerkracht.topics.similar import sentences as similar_sentences
from veerkracht.topics.similar.figures import Development


def development(query: Query, found: Development) -> Exhibit:
    """Return the change of a buurt since a baseline and that of buurten like it as an exhibit; `found` has bands."""
    about, own = lookups.programme(query), found.similar.area_code
    indicator = lookups.indicator(query, found.row.indicator_id)
    names = similar_views.names(found)
    look = charts.styles([own], list(about.focus_area_codes), about.municipality_code, about.country_code)
    chart = similar_charts.band(found, names, look[own], exhibits.HEIGHT)
    last = found.bands["period"].max()
    unit = "procentpunt" if found.unit == "%" else dutch.unit_label(found.unit)
    measured = [Column(when, int(indicator.decimals), indicator.unit) for when in (found.baseline, last)]
    changed = found.changes[found.changes["period"] == last].sort_values(
        ["change", "area_code"], ascending=[False, True]
    )
    table = Table.of(
        f"{indicator.label}, {dutch.in_unit(indicator.unit)}: verandering van {found.baseline} tot {last}",
        (Column("Buurt"), *measured, Column(f"Verandering, {unit}", found.decimals)),
        tuple((names[row.area_code], row.first, row.last, row.change) for row in changed.itertuples()),
    )
    made = exhibits.exhibit(
        query, f"vergelijkbaar-{own}-{indicator.indicator_id}",
        f"{found.row.label}: {found.similar.name} en {len(found.similar.places)} buurten die erop lijken",
        f"Verandering sinds {found.baseline}, {unit}", similar_sentences.alternative(found), table,
        [(indicator, found.figures)],
        [
            " ".join(similar_sentences.developed(found)), similar_sentences.counted(found),
            similar_sentences.how_drawn(found),
            *(one.replace("**", "") for one in similar_sentences.limits(found)),
        ],
        chart,
    )  # fmt: skip
    return replace(made, data=_of_elsewhere(made.data, found, names))


def _of_elsewhere(data: pd.DataFrame, found: Development, names: dict[str, str]) -> pd.DataFrame:
    """Return the figures of an exhibit with what is known of areas outside the municipality: name, level, table."""
    origins = found.figures.reset_index(drop=True)
    is_elsewhere = data["gebiedscode"] != found.similar.area_code
    added = {"gebied": data["gebiedscode"].map(names), "niveau": "buurt", "tabel": origins["table_id"],
             "uitgave": origins["edition"], "opgehaald": origins["retrieved_at"]}  # fmt: skip
    return data.assign(**{name: data[name].mask(is_elsewhere, values) for name, values in added.items()})
