"""Runs `python -m etl nieuw`: asks for missing arguments, and writes the file of a programme."""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from etl.command.console import OUT, plain
from etl.new_programme import places, proposal, text
from etl.new_programme.places import Chosen, Country
from etl.snapshots import editions, folders, own_part
from veerkracht.catalog import catalog
from veerkracht.core import moments, paths, reasons
from veerkracht.core.errors import CatalogError, DataError

_Answer = TypeVar("_Answer")
_WHICH = (
    "Welke buurten of wijken? Zet een komma ertussen. Meer buurten als één gebied: Noord = eerste + tweede. Typ ? voor "
    "alle namen. Leeg: een voorstel. "
)
_YEARS = 8  # default duration of a programme


@dataclass(frozen=True)
class Request:
    """What was given on the command line: '' , () and None for what was not."""

    municipality: str = ""
    buurten: tuple[str, ...] = ()
    name: str = ""
    target_year: int | None = None
    overwrites: bool = False


def write(request: Request) -> None:
    """Write the programme in data/lokaal, unless that of the same municipality exists and nothing else was requested.

    Missing values are asked for on a terminal, else proposed. Raises DataError, and writes nothing, for invalid input:
    an unknown municipality or buurt, an odd year, a file in the way.
    """
    target = paths.own_programme()
    tables, _ = editions.newest().tables_of_the_country(checks_all=False)
    country = places.country(tables)
    code = _municipality(country, request)
    if target.exists() and not request.overwrites:
        _keep(target, code, country, request)
        return
    chosen = _choices(country, code, request)
    programme = text.of(chosen, [])
    snapshots, _ = own_part.of(code, editions.newest().snapshots()[0], tables)
    figures = proposal.Figures(_checked(programme), snapshots)
    if chosen.is_example:
        chosen = replace(chosen, focus_areas=_areas(country, figures.focus_areas()))
    programme = text.of(chosen, figures.baselines(chosen.focus_areas))
    _checked(programme)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folders.write(target, programme.encode())
    except OSError as error:
        raise DataError(
            f"{target} is niet te schrijven ({reasons.of(error)}). Kijk of de schijf vol is, en of u in die map mag "
            "schrijven."
        ) from error
    OUT.print(plain(_summary(target, chosen)))


def still_open(content: catalog.Catalog) -> list[str]:
    """Return in Dutch what is to be done after a new programme was built, in order."""
    programme = content.programme
    proposed = "De doelen en nulmetingen zijn een voorstel. Vervang ze door die van uw plan."
    return [
        proposed if content.goals else "Er zijn nog geen doelen. Voeg ze toe bij goals.",
        f"De buurten, de naam ({programme.name}) en het jaar ({programme.target_year}): kloppen ze?",
        "Haal alle cijfers en de grenzen op, met internet: python -m etl",
        "Leg daarna de Veerkrachtkaart vast op die cijfers: python -m etl referentie --overwrite, en dan python -m etl "
        "--offline",
        "Eigen cijfers en verhalen: python -m etl sjabloon",
        "Hoe dat gaat, stap voor stap: docs/een-andere-gemeente.md",
    ]


def _summary(target: Path, chosen: text.Choices) -> str:
    """Return in Dutch what was written, one area per line: names may contain commas, and the word 'en'."""
    return "\n".join([
        f"{target} geschreven.",
        f"Programma: {chosen.name} (tot en met {chosen.target_year})",
        f"Gemeente: {chosen.municipality_name}",
        "Gebieden:",
        *(f"- {area.name}" for area in chosen.focus_areas),
    ])  # fmt: skip


def _municipality(country: Country, request: Request) -> str:
    if request.municipality:
        return country.municipality(request.municipality)
    if not _is_interactive():
        raise DataError("Noem de gemeente, bijvoorbeeld: python -m etl nieuw --gemeente Heerlen")
    return _ask_until_valid("Welke gemeente? ", country.municipality)


def _keep(target: Path, code: str, country: Country, request: Request) -> None:
    """Keep the existing programme. Raises DataError when it is of another municipality, or more was requested."""
    try:
        current = catalog.load(paths.CATALOG, target).programme
    except CatalogError as error:
        raise DataError(
            f"{target} is er al, en er staan fouten in. Verbeter ze, of schrijf --overwrite.\n{error}"
        ) from None
    if current.municipality != code or request.buurten or request.name or request.target_year:
        raise DataError(
            f"{target} is er al: {current.name}, {current.municipality_name}. Er is niets veranderd. Verander dat "
            "bestand zelf, of vervang het helemaal: schrijf --overwrite."
        )
    OUT.print(plain(f"{target} is er al: {current.name}, {country.short_name(code)}. Dat wordt gebruikt."))


def _choices(country: Country, code: str, request: Request) -> text.Choices:
    place, this_year = country.short_name(code), moments.today().year

    def focus_areas(typed: str) -> tuple[Chosen, ...]:
        named = [name.strip() for name in typed.split(",") if name.strip()]
        return country.focus_areas(code, named) if named else ()

    asks = _is_interactive() and not (request.buurten and request.name and request.target_year)
    chosen = country.focus_areas(code, request.buurten) if request.buurten else ()
    if asks and not chosen:
        chosen = _ask_until_valid(_WHICH, focus_areas)
    name = request.name or (_answer(f"Hoe heet het programma? Leeg: Wijkprogramma {place}. ") if asks else "")
    years = (
        _ask_until_valid(
            f"Tot welk jaar loopt het? Leeg: {this_year + _YEARS}. ", lambda typed: _year(typed, this_year)
        )
        if asks and request.target_year is None
        else _year(str(request.target_year or ""), this_year)
    )
    first = next(area for area in sorted(country.names) if area.startswith("BU") and area[2:6] == code[2:6])
    return text.Choices(code, place, chosen or _areas(country, (first,)), name or f"Wijkprogramma {place}", this_year,
                        years, is_example=not chosen)  # fmt: skip


def _areas(country: Country, codes: Sequence[str]) -> tuple[Chosen, ...]:
    return tuple(Chosen(country.names.get(code, code), (code,)) for code in codes)


def _year(typed: str, this_year: int) -> int:
    if not typed.strip():
        return this_year + _YEARS
    if not (typed.strip().isdecimal() and this_year < int(typed) <= this_year + 50):
        raise DataError(f"{typed} kan niet: het doeljaar ligt na {this_year}, en hoogstens 50 jaar verder.")
    return int(typed)


def _checked(programme: str) -> catalog.Catalog:
    """Return the catalogue with this programme. Raises CatalogError when it is not good."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, paths.PROGRAMME)
        path.write_text(programme, encoding="utf-8")
        return catalog.load(paths.CATALOG, path)


def _is_interactive() -> bool:
    """Return whether somebody can answer questions."""
    return sys.stdin is not None and sys.stdin.isatty()


def _answer(question: str) -> str:
    try:
        return input(question).strip()
    except (EOFError, KeyboardInterrupt):
        raise DataError("Afgebroken. Er is niets geschreven.") from None


def _ask_until_valid(question: str, parse: Callable[[str], _Answer]) -> _Answer:
    while True:
        answer = _answer(question)
        try:
            return parse(answer)
        except DataError as error:
            OUT.print(plain(str(error)))
