"""Runs the command `python -m veerkracht.export`: writes the files that the dashboard offers, for a selection."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from veerkracht.command import writing
from veerkracht.command.selection import Selection, Unknown, select
from veerkracht.core import moments, paths, reasons
from veerkracht.core.arguments import Parser
from veerkracht.core.errors import DataError, VeerkrachtError
from veerkracht.database import database, lookups
from veerkracht.database.query import DatabaseQuery, Query, query_of
from veerkracht.drawing import libraries, links
from veerkracht.drawing.exhibit import Deck, Exhibit, Letter
from veerkracht.export import datapackage, delimited, pdf, picture, slides, templates, word, workbook
from veerkracht.groups import figures as group_figures
from veerkracht.groups import group as own_groups
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.letter import council_letter
from veerkracht.topics.letter import deck as letter_slides
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.meeting import deck as meeting_slides
from veerkracht.topics.meeting import proposals
from veerkracht.topics.meeting.way import Way

ALL_WELL, FAILED, MISUSED, PARTLY = 0, 1, 2, 3  # exit codes, as those of python -m etl

_ADDRESS = "http://localhost:8501"
LETTER, ANNEX, SLIDES, EXCEL, CSV, PICTURES = "brief", "bijlage", "powerpoint", "excel", "csv", "plaatjes"
PDF = "pdf"
MEETING, PACKAGE, EVERYTHING = "vergaderstand", "datapakket", "alles"
_OF_A_CHOICE = (LETTER, ANNEX, SLIDES, EXCEL, CSV, PICTURES)
_KINDS = {
    LETTER: "brief aan de raad (Word)",
    ANNEX: "bijlage (Word)",
    PDF: "van brief en bijlage, of van wat u daarvan noemt",
    SLIDES: "een dia per doel, of per grafiek van een buurt of onderwerp",
    EXCEL: "cijfers met toelichting",
    CSV: "cijfers, ook voor scripts",
    PICTURES: "PNG en SVG",
    MEETING: "de vijf dia's van de vergadering; --doel kiest wat u bespreekt",
    PACKAGE: "alle gegevens van het dashboard",
    EVERYTHING: "dit alles",
}
_OTHER_VERSION = (
    "De database is van een andere versie van het dashboard, of is beschadigd. Bouw haar opnieuw: "
    "python -m etl --offline"
)


class _Misused(DataError):
    """The command was given what it cannot use."""


def main(arguments: list[str] | None = None) -> int:
    """Write the files, print their names and return the exit code.

    0 when all went well; 1, with one clear line, without a database or when nothing can be written; 2 for wrong usage,
    including names that do not exist; 3 when all is written, but without an unfit template, or with one that lacks
    styles.
    """
    options = _parser().parse_args(arguments)
    libraries.set_up()
    try:
        files, problems = _files(options)
        for path in writing.write(files, options.folder):
            print(path)
    except VeerkrachtError as error:
        print(f"Fout: {error}", file=sys.stderr)
        return MISUSED if isinstance(error, Unknown | _Misused) else FAILED
    except Exception as error:  # that nobody foresaw
        place = paths.internal_database_file() if options.intern else paths.database()
        if isinstance(place, Path) and not database.is_whole(place):
            print(f"Fout: {_OTHER_VERSION}", file=sys.stderr)
            return FAILED
        print(f"Fout: {reasons.message('Bestanden maken', error)}", file=sys.stderr)
        return FAILED
    for problem in problems:
        print(f"Let op: {problem}", file=sys.stderr)
    return PARTLY if problems else ALL_WELL


def _parser() -> Parser:
    parser = Parser(
        "python -m veerkracht.export",
        "Schrijft brief, bijlage, PowerPoint, Excel, CSV en plaatjes van wat u kiest, of alle gegevens.",
    )
    repeatable: dict[str, Any] = {"action": "append", "default": [], "metavar": "NAAM"}
    parser.add_argument("parts", nargs="*", metavar="onderdeel",
                        help="doel-1, buurt-CODE, onderwerp-misdrijven, of datapakket")  # fmt: skip
    parser.add_argument("--doel", **repeatable, help="nummers of namen van doelen: 1,11")
    parser.add_argument("--onderwerp", **repeatable, help="namen van onderwerpen, zoals in het dashboard")
    parser.add_argument(
        "--gebied", **repeatable,
        help="gebieden bij onderwerpen (standaard: buurten van het programma, gemeente, land); zonder onderwerp: een "
        "deel over die buurt",
    )  # fmt: skip
    parser.add_argument(
        "--groep", **repeatable,
        help="een eigen groep van buurten, zoals in een link van het dashboard: Oost~WK093504. Noem haar daarna bij "
        "--gebied; vaste groepen kunt u zo bij --gebied noemen",
    )  # fmt: skip
    parser.add_argument(
        "--maak", action="append", default=[], metavar="WAT",
        help="wat u wilt, met komma's ertussen (standaard: alles van uw keuze). "
        + "; ".join(f"{kind}: {meaning}" for kind, meaning in _KINDS.items()),
    )  # fmt: skip
    parser.add_argument("--brief", action="store_true", help="hetzelfde als --maak brief")
    parser.add_argument("--beeld", choices=list(council_letter.PICTURES), default=next(iter(council_letter.PICTURES)),
                        help="afbeeldingen in de brief")  # fmt: skip
    parser.add_argument("--titel", default="", help="titel van het document")
    parser.add_argument("--inspanningen", action="store_true", help="zet inspanningen op de tijdas van doelen")
    parser.add_argument("--intern", action="store_true", help="met interne cijfers; alleen voor wie die mag zien")
    parser.add_argument("--map", "--uit", dest="folder", type=Path, default=Path(), metavar="MAP",
                        help="map waarin de bestanden komen (standaard: hier)")  # fmt: skip
    parser.add_argument(
        "--adres", default=_ADDRESS, help=f"adres van het dashboard, voor de links (standaard: {_ADDRESS})"
    )
    return parser


def _files(options: argparse.Namespace) -> tuple[dict[str, bytes], list[str]]:
    """Return the contents of the files by their names, and what is wrong with templates."""
    address, kinds = options.adres.rstrip("/"), _kinds(options)
    if not address.startswith(("http://", "https://")):
        raise _Misused(f"Het adres {address} begint niet met http:// of https://. Schrijf het adres van het dashboard.")
    if options.intern and not paths.has_internal_database():
        raise DataError("Er zijn hier geen interne cijfers. Laat --intern weg.")
    with database.read(paths.internal_database_file() if options.intern else paths.database()) as connection:
        query, group_texts = _with_groups(query_of(connection), options.groep)
        codes = [part for part in options.parts if part != PACKAGE]
        selection = select(query, codes, options.doel, options.onderwerp, options.gebied)
        if not selection.codes and kinds & {*_OF_A_CHOICE, PDF}:
            raise _Misused(
                "Noem waar het over gaat, bijvoorbeeld --doel 1,11 of --onderwerp misdrijven; of --maak datapakket of "
                "--maak vergaderstand. Zie --help."
            )
        fitting, problems = _templates()
        contents: dict[str, bytes] = {}
        if kinds & {*_OF_A_CHOICE, PDF}:
            contents |= _of_choice(query, selection, options, kinds, fitting, group_texts)
        if MEETING in kinds:
            contents[f"{MEETING}.pptx"] = slides.presentation(_meeting(query, selection, address), fitting[".pptx"])
        if PACKAGE in kinds:
            contents[f"{PACKAGE}.zip"] = datapackage.datapackage(query, address)
    names = {name: paths.internal(Path(name)).name if options.intern else name for name in contents}
    return {names[name]: content for name, content in contents.items()}, problems


def _with_groups(query: DatabaseQuery, texts: Sequence[str]) -> tuple[DatabaseQuery, list[str]]:
    """Return the query with the municipality's groups and these own ones added to all areas, and the texts of those
    that exist only in an address. Raises _Misused for an invalid group."""
    standing = group_figures.standing(query)
    groups, problems = own_groups.read([*standing, *texts], lookups.area_names(query))
    if problems:
        raise _Misused(problems[0])
    group_texts = [group.text for group in groups if group.text not in standing]
    return group_figures.with_groups(query, groups), group_texts


def _kinds(options: argparse.Namespace) -> set[str]:
    """Return the kinds of file to make: those chosen, else all that the selection allows. Raises _Misused for an
    unknown kind."""
    texts = [text.strip().lower() for each in options.maak for text in each.split(",") if text.strip()]
    if unknown := [text for text in texts if text not in _KINDS]:
        raise _Misused(f"--maak {unknown[0]} bestaat niet. Kies uit: {', '.join(_KINDS)}.")
    kinds = {*texts, *([LETTER] if options.brief else []), *([PACKAGE] if PACKAGE in options.parts else [])}
    if EVERYTHING in kinds:
        return {*_OF_A_CHOICE, MEETING, PACKAGE, *([PDF] if pdf.is_available() else [])}
    has_selection = bool(options.doel or options.onderwerp or options.gebied or {*options.parts} - {PACKAGE})
    is_open = not texts and not options.brief
    return kinds | {*_OF_A_CHOICE} if is_open and (has_selection or not kinds) else kinds


def _templates() -> tuple[dict[str, bytes | None], list[str]]:
    """Return the municipality's templates by their suffix, None without a fitting one, and what is wrong with them."""
    fitting: dict[str, bytes | None] = {}
    problems = []
    for suffix, check in ((".docx", word.check), (".pptx", slides.check)):
        fitting[suffix] = templates.read(suffix)
        try:
            if (template := fitting[suffix]) is not None and (lacking := check(template)):
                problems.append(lacking)
        except DataError as error:
            fitting[suffix] = None
            problems.append(f"{error} De bestanden zijn nu zonder dat sjabloon gemaakt.")
    return fitting, problems


def _of_choice(
    query: Query, selection: Selection, options: argparse.Namespace, kinds: set[str],
    fitting: dict[str, bytes | None], groups: Sequence[str],
) -> dict[str, bytes]:  # fmt: skip
    """Return the files of a selection by their names; `groups` are the own groups that its links need."""
    address, codes, areas = options.adres.rstrip("/"), list(selection.codes), list(selection.area_codes)
    contents: dict[str, bytes] = {}
    printed = (kinds & {LETTER, ANNEX} or {LETTER, ANNEX}) if PDF in kinds else set()
    if LETTER in kinds | printed:
        link = links.letter(address, codes, areas, pictures=options.beeld, groups=groups)
        letter = council_letter.compose(query, link, codes, areas, options.beeld)
        titled = replace(letter, title=options.titel or letter.title)
        contents |= _document(titled, LETTER, kinds, printed, fitting)
    if not (kinds | printed) & {ANNEX, SLIDES, EXCEL, CSV, PICTURES}:
        return contents
    link = links.letter(address, codes, areas, options.inspanningen, ANNEX, groups=groups)
    annex = letters.letter(query, link, codes, areas, options.titel, options.inspanningen)
    exhibits = [exhibit for part in annex.parts for exhibit in part.exhibits]
    contents |= _document(annex, ANNEX, kinds, printed, fitting)
    if SLIDES in kinds:
        deck = letter_slides.deck(query, annex)
        contents[f"{annex.name}.pptx"] = slides.presentation(deck, fitting[".pptx"])
    if PICTURES in kinds:
        contents |= _pictures(exhibits)
    if exhibits:
        contents |= _tables(annex, exhibits, kinds)
    return contents


def _document(
    letter: Letter, kind: str, kinds: set[str], printed: set[str], fitting: dict[str, bytes | None]
) -> dict[str, bytes]:
    """Return a letter as Word and as PDF, as far as these are asked for."""
    contents = {}
    if kind in kinds:
        contents[f"{letter.name}.docx"] = word.document(letter, fitting[".docx"])
    if kind in printed:
        contents[f"{letter.name}.pdf"] = pdf.document(letter, fitting[".docx"])
    return contents


def _pictures(exhibits: Sequence[Exhibit]) -> dict[str, bytes]:
    contents = {}
    for number, exhibit in enumerate((exhibit for exhibit in exhibits if exhibit.has_picture), 1):
        contents[f"{number:02d}-{exhibit.name}.png"] = picture.png(exhibit)
        contents[f"{number:02d}-{exhibit.name}.svg"] = picture.svg(exhibit).encode()
    return contents


def _tables(annex: Letter, exhibits: Sequence[Exhibit], kinds: set[str]) -> dict[str, bytes]:
    contents = {}
    if EXCEL in kinds:
        contents[f"{annex.name}.xlsx"] = workbook.workbook(exhibits, annex.title, annex.author, annex.moment)
    if CSV in kinds:
        contents[f"{annex.name}.csv"] = delimited.dutch(exhibits)
        contents[f"{annex.name}-voor-scripts.csv"] = delimited.tidy(exhibits)
    return contents


def _meeting(query: Query, selection: Selection, address: str) -> Deck:
    """Return the slides of a meeting on the chosen goals, else on those proposed by the rule."""
    chosen = selection.goal_ids[: proposals.MOST]
    discussed = tuple(proposal.goal_id for proposal in proposals.to_discuss(query, chosen))
    way = Way(tuple(goal_rows.goals(query)), discussed, chosen)
    return meeting_slides.deck(query, way, moments.today(), f"{address}/{way.address('nieuw')}")
