"""Correlations as HTML tables and files, in Dutch: the buurten of a pair, the matrix of a theme."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd

from veerkracht.drawing import tables
from veerkracht.drawing.table import Cell, Column, Row, Table
from veerkracht.method import correlation
from veerkracht.method.correlation import Correlation, Result
from veerkracht.topics.correlation.figures import Comparison, Theme, Topic
from veerkracht.topics.correlation.sentences import DIRECTION, in_words, interval, rho_text

MOST_PAIRS = 20  # on screen
# diverging and safe for colour-blind readers (ColorBrewer PuOr): background and text of a strength and direction
COLORS = {
    ("sterk", True): ("#542788", "#ffffff"), ("matig", True): ("#998ec3", "#000000"),
    ("zwak", True): ("#d8daeb", "#000000"), ("zwak", False): ("#fee0b6", "#000000"),
    ("matig", False): ("#f1a340", "#000000"), ("sterk", False): ("#b35806", "#ffffff"),
}  # fmt: skip
UNCLEAR = ("#ffffff", "#595959")
_PAIR_COLUMNS = {"first": "onderwerp 1", "second": "onderwerp 2", "rho": "rho", "lower": "ondergrens 95%",
                 "upper": "bovengrens 95%", "count": "buurten", "effective_count": "effectief aantal buurten",
                 "words": "in woorden"}  # fmt: skip


@dataclass(frozen=True)
class MatrixCell:
    """How strongly two topics of a theme are related, with a link to their scatter plot; `is_second` of the two cells
    of a pair."""

    text: str
    link: str
    title: str
    background: str
    color: str
    is_second: bool


@dataclass(frozen=True)
class MatrixRow:
    """A topic of a theme against all of them; without a cell against itself."""

    number: int
    label: str
    note: str
    cells: tuple[MatrixCell | None, ...]


def buurten(comparison: Comparison, focus: Collection[str], inhabitants_period: str) -> Table:
    """Return the table of all buurten with both figures and inhabitants, the highest first figure first."""
    first, second = comparison.topics
    columns = (Column("Buurt"), _column(first), _column(second), Column(f"Inwoners, {inhabitants_period}", 0))
    rows = tuple(
        Row((
            Cell(text=point.name),
            Cell(point.first, text=point.first_reason, is_gap=point.first is None),
            Cell(point.second, text=point.second_reason, is_gap=point.second is None),
            Cell(point.inhabitants, text="niet bekend"),
        ), is_focus=point.area_code in focus)
        for point in comparison.points
    )  # fmt: skip
    return Table("De buurten, van hoog naar laag op het eerste cijfer", columns, rows)


def _column(topic: Topic) -> Column:
    return Column(topic.heading, topic.indicator.decimals, topic.indicator.unit)


def matrix(theme: Theme) -> str:
    """Return the table of topics against topics, strongest first; every cell links to the scatter plot of its pair."""
    places = range(len(theme.topics))
    rows = [
        MatrixRow(place + 1, topic.label, topic.when, tuple(_cell(theme, place, other) for other in places))
        for place, topic in enumerate(theme.topics)
    ]
    title = "Samenhang tussen de gekozen onderwerpen"
    caption = (
        f"{title}: rho van Spearman. Bovenaan staat wat het sterkst met de rest samenhangt. De nummers boven de "
        "kolommen zijn die van de rijen. Kies een getal voor het puntenplaatje."
    )
    return tables.TEMPLATES.get_template("correlation_matrix.html").render(title=title, caption=caption, rows=rows)


def _cell(theme: Theme, row: int, column: int) -> MatrixCell | None:
    if row == column:
        return None
    result, first, second = theme.pairs[min(row, column), max(row, column)], theme.topics[row], theme.topics[column]
    ids = {
        "weergave": "paar", "indicator": first.indicator.indicator_id, "indicator2": second.indicator.indicator_id,
    }  # fmt: skip
    if theme.choice.period is not None:
        ids["jaar"] = theme.choice.period
    address = [*ids.items(), *(("zonder", code) for code in theme.choice.without or [""]), *theme.choice.address]
    text = words = in_words(result)
    if isinstance(result, Correlation):
        text = rho_text(result.rho)
        words = f"{text} ({interval(result)}), {words}"
    background, color = colors(result)
    return MatrixCell(
        text=text,
        link=f"samenhang?{urlencode(address)}",
        title=f"{first.label} en {second.label}: {words}, {result.count} buurten",
        background=background,
        color=color,
        is_second=column > row,
    )


def colors(result: Result) -> tuple[str, str]:
    """Return background and text of a result in the matrix."""
    strength = correlation.strength(result) if isinstance(result, Correlation) else None
    return COLORS[strength, result.rho > 0] if isinstance(result, Correlation) and strength else UNCLEAR


def legend_items() -> tuple[str, list[tuple[str, str]]]:
    """Return the meaning of the colours of the matrix: a title, and colours with their labels."""
    items = [(background, f"{word}, {DIRECTION[is_up]}") for (word, is_up), (background, _) in COLORS.items()]
    return "Hoe sterk hangen twee onderwerpen samen?", [*items, (UNCLEAR[0], "kan toeval zijn")]


def strongest(theme: Theme) -> Table:
    """Return the table of the strongest MOST_PAIRS pairs, the strongest first."""
    rows: list[tuple[str | float, ...]] = []
    for places, result in theme.by_strength()[:MOST_PAIRS]:
        outside = [rho(theme.elsewhere[places])] if theme.without else []
        label = " – ".join(f"{topic.label} ({topic.year})" for topic in (theme.topics[place] for place in places))
        margin = interval(result) if isinstance(result, Correlation) else "–"
        words = in_words(result).replace(" ", "\u00a0")
        rows.append((label, rho(result), margin, *outside, float(result.count), words))
    rest = "; de andere staan in het bestand" if len(theme.pairs) > MOST_PAIRS else ""
    caption = f"De paren, de sterkste eerst ({len(rows)} van {len(theme.pairs)}{rest})"
    outside_columns = [Column(f"Zonder {theme.without}", 2)] if theme.without else []
    columns = (Column("Onderwerpen"), Column("Rho", 2), Column("Marge (95%)", 2), *outside_columns,
               Column("Buurten", 0), Column("In woorden"))  # fmt: skip
    return Table.of(caption, columns, rows)


def matrix_table(theme: Theme) -> Table:
    """Return rho of topics against topics, in the order of `matrix`, as a plain table."""
    places = range(len(theme.topics))
    results = {(a, b): theme.pairs[min(a, b), max(a, b)] for a in places for b in places if a != b}
    return Table.of(
        "Samenhang tussen de gekozen onderwerpen: rho van Spearman",
        [Column("Onderwerp"), *(Column(topic.heading, 2) for topic in theme.topics)],
        [
            [theme.topics[row].heading, *("" if row == column else rho(results[row, column]) for column in places)]
            for row in places
        ],
    )


def rho(result: Result) -> str:
    """Return the coefficient of a result, '–' without one."""
    return rho_text(result.rho) if isinstance(result, Correlation) else "–"


def pair_columns(theme: Theme) -> dict[str, str]:
    """Return the columns of `pairs` for a file, with their names there."""
    return _PAIR_COLUMNS | ({"elsewhere": f"rho zonder {theme.without}"} if theme.without else {})


def pairs(theme: Theme) -> pd.DataFrame:
    """Return one row per pair for a file, the strongest first and those without a result last: `pair_columns`."""
    return pd.DataFrame([
        {
            "first": theme.topics[first].heading, "second": theme.topics[second].heading,
            **{name: getattr(result, name, None) for name in ("rho", "lower", "upper", "count", "effective_count")},
            "words": in_words(result), "elsewhere": getattr(theme.elsewhere.get((first, second)), "rho", None),
        }
        for (first, second), result in theme.by_strength()
    ])  # fmt: skip
