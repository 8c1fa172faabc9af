"""Random cells of the views of an analyst, traced to the rows of the tables as they were fetched.

What a table says is read here from its CSV and from indicators.yaml as they are, without any code of the dashboard: a
share of it that picks another column, year, area or edition, or computes otherwise, fails here.
"""

import csv
import json
import random
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import INCLUDED
from tests.opened import open_query
from veerkracht.core import paths
from veerkracht.database.query import Query
from veerkracht.topics.change import exhibits as change
from veerkracht.topics.change import figures as change_figures
from veerkracht.topics.comparison import figures as comparison
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.correlation import exhibits as correlation
from veerkracht.topics.free_table import exhibits as free_table
from veerkracht.topics.free_table import figures as table_figures
from veerkracht.topics.funnel import exhibits as funnel

CELLS = 40
Place = tuple[str, str, str]  # name of a column without its number, area, period
Topic = dict[str, Any]


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as query:
        yield query


@cache
def tables() -> list[tuple[str, str, str, dict[str, Topic], dict[Place, list[tuple[str, float]]]]]:
    """Return of every fetched table its code, edition and source, its columns, and its figures."""
    found = []
    for folder in sorted(INCLUDED.glob("*@*")):
        if not (folder / "facts.csv").exists():
            continue
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        with (folder / "topics.csv").open(encoding="utf-8", newline="") as file:
            columns = {row["topic_key"].strip(): row for row in csv.DictReader(file)}
        figures: dict[Place, list[tuple[str, float]]] = {}
        with (folder / "facts.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["value"]:
                    key = row["topic_key"].strip()
                    place = re.sub(r"_\d+$", "", key), row["area_code"].strip(), row["period"]
                    figures.setdefault(place, []).append((key, float(row["value"])))
        found.append((manifest["table_id"], manifest["edition"], manifest["source_id"], columns, figures))
    return found


@cache
def indicators() -> dict[str, dict[str, Any]]:
    """Return what indicators.yaml says of each indicator, by its label."""
    content = yaml.safe_load(paths.CATALOG.read_text(encoding="utf-8"))
    return {entry["label"]: entry for entry in content["indicators"]}


def raw(topic: Topic, area: str, period: str, table: str, edition: str) -> set[float]:
    """Return what the table says in this column; of a topic of a source of its own what any table of that says."""
    period, values = str(topic.get("period", period)), set()
    for code, known_edition, source, columns, figures in tables():
        if topic.get("source", source) != source or (
            "source" not in topic and (code, known_edition) != (table, edition)
        ):
            continue
        for name in topic["names"]:
            for key, value in figures.get((name, area, period), []):
                group = columns[key]["group"].casefold()
                if columns[key]["unit"] in topic["unit"] and all(
                    part.casefold() in group for part in topic.get("group", [])[-1:]
                ):
                    values.add(value)
    return values


def sums(topics: list[Topic], area: str, period: str, table: str, edition: str) -> set[float]:
    return {sum(values) for values in product(*(raw(topic, area, period, table, edition) for topic in topics))}


def traced(label: str, area: str, period: str, table: str, edition: str) -> set[float]:
    """Return the figures that the table gives of an indicator: more than one when editions have the same name."""
    entry = indicators()[label]
    if "topic" in entry:
        return {value * entry.get("scale", 1) for value in raw(entry["topic"], area, period, table, edition)}
    rate = entry["rate"]
    above = sums(rate["numerator"], area, period, table, edition)
    below = sums(rate["denominator"], area, period, table, edition)
    return {numerator / denominator * rate.get("factor", 100) for numerator, denominator in product(above, below)}


def assert_traced(value: float, label: str, area: str, period: str, table: str, edition: str) -> None:
    found = traced(label, area, period, table, edition)
    assert any(value == pytest.approx(one, rel=1e-9) for one in found), (label, area, period, table, edition, found)


def buurten(query: Query) -> tuple[str, ...]:
    return tuple(buurt.area_code for buurt in query.value(comparison.buurten))


def test_cells_of_a_free_table(query: Query) -> None:
    chance = random.Random(1)
    labels = comparison.yearly_labels(query)
    traced_cells, by_rate = 0, 0
    for _ in range(4):
        topics = tuple(chance.sample(list(labels), 12))
        years = tuple(sorted(chance.sample(table_figures.years(query, topics), 3)))
        areas = (*chance.sample(buurten(query), 12), "GM0935")
        data = free_table.whole(query, free_table.Choice(topics, areas, years, order="1")).sheets.data
        known = data[data["cijfer"].notna()].to_dict("records")
        for row in chance.sample(known, min(len(known), 2 * CELLS // 4)):
            assert_traced(row["cijfer"], row["onderwerp"], row["gebiedscode"], row["periode"], row["tabel"],
                          row["uitgave"])  # fmt: skip
            traced_cells += 1
            by_rate += "rate" in indicators()[row["onderwerp"]]
    assert traced_cells >= CELLS and 0 < by_rate < traced_cells


def test_figures_and_changes_of_verandering(query: Query) -> None:
    chance = random.Random(2)
    offered, count, means = list(change_figures.offered(query)), 0, 0
    while count < CELLS:
        indicator_id = "misdrijven" if count % 8 == 0 else chance.choice(offered)
        since, until = sorted(chance.sample(change_figures.years(query, indicator_id), 2))
        choice = change_figures.Choice(indicator_id, since, until, buurten(query))
        data = change.data(query, change_figures.overview(query, choice))
        known = data[data["verandering"].notna()].to_dict("records")
        for row in chance.sample(known, min(len(known), 4)):
            label, area = row["onderwerp"], row["gebiedscode"]
            assert_traced(row["cijfer nu"], label, area, row["tot"], row["tabel nu"], row["uitgave nu"])
            assert row["verandering"] == pytest.approx(row["cijfer nu"] - row["cijfer toen"])
            first, _, last = row["van"].partition("/")
            years = [str(year) for year in range(int(first), int(last or first) + 1)]
            codes = [row[name].split("; ") * len(years) for name in ("tabel toen", "uitgave toen")]
            if len(set(map(len, codes))) > 1 or len(codes[0]) not in (len(years), len(years) ** 2):
                continue  # tables with editions of their own: which year has which is not in the file
            each = [traced(label, area, year, *where) for year, *where in zip(years, *codes, strict=False)]
            if not all(each):
                continue
            means += len(years) > 1
            # a mean of rates differs a little from a rate of sums, where the number of inhabitants changes
            near = 1e-9 if len(years) == 1 else 0.02
            assert any(row["cijfer toen"] == pytest.approx(sum(values) / len(years), rel=near)
                       for values in product(*each)), row  # fmt: skip
            count += 1
    assert means


def test_rates_counts_and_sizes_of_the_funnel(query: Query) -> None:
    chance = random.Random(3)
    entry = indicators()["Geregistreerde misdrijven"]["rate"]
    checked = 0
    for period in ("2021", "2022", "2023", "2024"):
        data = funnel.funnel(query, Subject("misdrijven", period, buurten(query))).sheets.data
        known = data[data["cijfer"].notna()].to_dict("records")
        for row in chance.sample(known, CELLS // 4):
            where = row["gebiedscode"], period, row["tabel"], row["uitgave"]
            assert row["geteld"] in sums(entry["numerator"], *where)
            assert row["inwoners"] in sums(entry["denominator"], *where)
            assert row["cijfer"] == pytest.approx(row["geteld"] / row["inwoners"] * entry["factor"])
            checked += 1
    assert checked == CELLS


def rho(pairs: list[tuple[float, float, float]]) -> float:
    """Return Spearman's rho of pairs with a weight: the correlation of mid-ranks, in which weights count."""
    weights = [weight for *_, weight in pairs]

    def ranks(side: int) -> list[float]:
        return [
            sum(weight * (1.0 if other[side] < own[side] else 0.5 if other[side] == own[side] else 0.0)
                for other, weight in zip(pairs, weights, strict=True))
            for own in pairs
        ]  # fmt: skip

    first, second, total = ranks(0), ranks(1), sum(weights)
    means = [sum(w * r for w, r in zip(weights, side, strict=True)) / total for side in (first, second)]
    both = [(w, a - means[0], b - means[1]) for w, a, b in zip(weights, first, second, strict=True)]
    across = sum(w * a * b for w, a, b in both)
    return across / sqrt(sum(w * a * a for w, a, _ in both) * sum(w * b * b for w, _, b in both))


def test_cells_of_the_matrix_of_samenhang(query: Query) -> None:
    chance, codes = random.Random(4), buurten(query)
    labels = [code for code in comparison.yearly_labels(query) if "2024" in table_figures.years(query, (code,))]
    topics = tuple(chance.sample(labels, 12))
    choice = correlation.Choice("2024", codes)
    data = correlation.pairs(query, topics, choice, "eigen").sheets.data
    values = free_table.whole(query, free_table.Choice(topics, codes, ("2024",))).sheets.data
    by_label: dict[str, dict[str, float]] = {}
    for row in values[values["cijfer"].notna()].to_dict("records"):
        where = row["onderwerp"], row["gebiedscode"], "2024", row["tabel"], row["uitgave"]
        by_label.setdefault(row["onderwerp"], {})[row["gebiedscode"]] = min(
            traced(*where), key=lambda value, figure=row["cijfer"]: abs(value - figure)
        )
    topic = {"names": ["AantalInwoners"], "unit": ["aantal"], "source": "kwb"}
    people = {code: raw(topic, code, "2024", "", "") for code in codes}
    known = data[data["rho"].notna()].to_dict("records")
    for row in chance.sample(known, CELLS):
        first, second = (by_label[_label(row[name], by_label)] for name in ("onderwerp 1", "onderwerp 2"))
        shared = [code for code in codes if code in first and code in second and people[code]]
        assert len(shared) == row["buurten"]
        assert row["rho"] == pytest.approx(rho([(first[code], second[code], max(people[code])) for code in shared]))


def _label(heading: str, labels: Iterable[str]) -> str:
    return max((label for label in labels if heading.startswith(f"{label}, ")), key=len)
