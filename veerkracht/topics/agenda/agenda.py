"""The agenda of the programme: activities by year and kind, in a table and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from veerkracht.core import dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query, cached
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.topics.efforts import figures as effort_figures
from veerkracht.topics.efforts import tables as effort_tables
from veerkracht.topics.efforts.figures import Effort

THEME = "thema"
HEADINGS = {
    THEME: "Thema's van de strategische agenda",
    "plan": "Uitvoeringsplannen",
    "project": "Projecten",
    "voorziening": "Voorzieningen",
    "activiteit": "Activiteiten",
}
COLUMNS = ("Wat", "Soort", "Wanneer", "Waar", "Stand")
MEANING = (
    "Een thema van de strategische agenda gaat over meer dan één wijk. Een uitvoeringsplan zegt wat er in één wijk "
    "wordt gedaan. Klik in de tabel op een naam voor de uitleg."
)


@dataclass(frozen=True)
class Entry:
    """An effort with its begin and end in years (2025.5 is 1 July 2025; None: not known), and its place and state in
    words."""

    effort_id: str
    kind: str
    name: str
    start: float | None
    end: float | None
    when: str
    where: str
    state: str
    note: str
    source: str
    is_own: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """Return its cells in a table, under COLUMNS."""
        return self.name, effort_figures.KINDS[self.kind], self.when, self.where, self.state


@cached
def agenda(query: Query) -> list[Entry]:
    """Return the efforts of the programme by kind, in the order of HEADINGS, each in the order of its file."""
    names, efforts = lookups.area_names(query), effort_figures.efforts(query)
    return [_entry(effort, names) for kind in HEADINGS for effort in efforts if effort.kind == kind]


def _entry(effort: Effort, names: dict[str, str]) -> Entry:
    first, last = (code and periods.parse(code) for code in (effort.first_period, effort.last_period))
    return Entry(
        effort_id=effort.effort_id,
        kind=effort.kind,
        name=effort.name,
        start=first.first + (max(first.month, 1) - 1) / 12 if first else None,
        end=last.last + (last.month or 12) / 12 if last else None,
        when=effort_figures.period(effort),
        where=effort_figures.where(effort, names),
        state=effort_figures.state(effort),
        note=effort.note,
        source=effort.source,
        is_own=effort.is_own,
    )


def on_time_axis(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries with a begin or an end."""
    return [entry for entry in entries if entry.start is not None]


def together(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return the entries grouped by begin and end, in the order of the first of each group."""
    groups: dict[tuple[float | None, float | None], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.start, entry.end), []).append(entry)
    return list(groups.values())


def title(entries: Sequence[Entry]) -> str:
    """Return the finding: how many themes there are and when; without themes how many efforts there are."""
    themes = [entry for entry in entries if entry.kind == THEME]
    if not themes:
        return "Er is 1 inspanning voor het programma" if len(entries) == 1 else f"Er zijn {len(entries)} inspanningen"
    count = dutch.counted(len(themes), "thema", "thema's")
    when = f" voor {themes[0].when}" if len({entry.when for entry in themes}) == 1 and themes[0].start else ""
    return f"De strategische agenda heeft {count}{when}"


def unknown(entries: Sequence[Entry]) -> str:
    """Return which efforts have unknown years, '' when none has."""
    undated = dutch.joined([entry.name for entry in entries if entry.start is None])
    return f"Van {undated} kennen wij de jaren niet." if undated else ""


def alternative(entries: Sequence[Entry]) -> str:
    """Return what the timeline shows, for readers who cannot see it."""
    names: dict[tuple[str, str], list[str]] = {}
    for entry in on_time_axis(entries):
        names.setdefault((entry.kind, entry.when), []).append(entry.name)
    groups = [f"{HEADINGS[kind]}, {when}: {dutch.joined(group)}." for (kind, when), group in names.items()]
    return " ".join(["Balken van het begin tot het einde van wat er gebeurt.", *groups])


def remarks(entries: Sequence[Entry]) -> list[str]:
    """Return what the words mean, what is unknown of the themes, the notes on other entries (a theme has a text of its
    own), and the entries without years."""
    is_unsure = any(entry.kind == THEME and not entry.is_own for entry in on_time_axis(entries))
    names: dict[str, list[str]] = {}
    for entry in entries:
        if entry.kind != THEME and entry.note:
            names.setdefault(entry.note, []).append(entry.name)
    undated = dutch.joined([entry.name for entry in entries if entry.start is None])
    return [
        MEANING,
        effort_figures.YEARS_OF_AGENDA if is_unsure else "",
        *(f"{dutch.joined(group)}: {note}" for note, group in names.items()),
        f"Zonder jaren, en daarom niet getekend: {undated}." if undated else "",
    ]


def source(entries: Sequence[Entry]) -> str:
    """Return the source of the agenda."""
    return f"Bron: {'; '.join(dict.fromkeys(entry.source for entry in entries))}."


def table(entries: Sequence[Entry]) -> Table:
    """Return a row per theme, plan or project; each name leads to its card on Inspanningen."""
    return Table.of("De agenda van het programma", map(Column, COLUMNS), map(_row, entries))


def _row(entry: Entry) -> list[Cell | str]:
    name, *texts = entry.texts
    return [Cell(text=name, link=effort_tables.link(inspanning=entry.effort_id)), *texts]
