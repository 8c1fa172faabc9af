"""The tables of Beheer, and a hand-in as HTML."""

from collections.abc import Sequence

from veerkracht.core.run_log import Attempt
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.administration.trial import Trial
from veerkracht.topics.sources import sentences as source_sentences


def hand_in(title: str, lines: Sequence[str]) -> str:
    """Return a hand-in: its file, and the texts on it."""
    return TEMPLATES.get_template("handed_in.html").render(title=title, lines=lines)


def command_output(text: str, label: str) -> str:
    """Return what a command printed, as it is."""
    return TEMPLATES.get_template("command_output.html").render(text=text, label=label)


def failed(attempts: Sequence[Attempt]) -> Table:
    """Return the failures of a run, also of internal files."""
    return Table.of(
        "Wat de laatste keer mislukte",
        (Column("Tabel of bestand"), Column("Bericht")),
        ((attempt.table_id, attempt.message) for attempt in attempts),
    )


def trial(result: Trial) -> Table:
    """Return the result of a trial: every table at each of its addresses."""
    usable = {table.table_id for table in result.attempts if table.is_reached and not table.errors}
    count = len({table.table_id for table in result.attempts})
    return Table.of(
        f"De proef van {source_sentences.moment(result.made_at)}: {len(usable)} van {count} tabellen zijn op te halen",
        (Column("Tabel"), Column("Gevraagd bij"), Column("Antwoord"), Column("Onderwerpen"), Column("Bericht")),
        (
            (
                Cell(text=table.table_id, note=table.title),
                table.address,
                "ja" if table.is_reached and not table.errors else "past niet" if table.is_reached else "niet bereikt",
                f"{table.found_count} van {table.topic_count}" if table.topic_count else "–",
                " ".join((*table.errors, *table.remarks)),
            )
            for table in result.attempts
        ),
    )
