"""Writes the templates for own figures, with their columns, the indicators and the areas."""

import csv
import errno
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from etl.own_figures.figures import own_indicators
from etl.own_figures.headings import COLUMNS
from etl.own_figures.values import EXAMPLE, is_count
from etl.own_figures.workbook import EXPLANATION, EXPLANATION_HEADER, SHEET
from etl.snapshots import folders
from etl.snapshots.store import ALL, INTERNAL
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.core import dutch, moments, reasons
from veerkracht.core.errors import SourceError
from veerkracht.core.names import folded

NAME = "sjabloon"
_LAST_ROW = 5_000  # with lists to choose from
_YEARS = 15  # to choose from

_MEANINGS = {
    "indicator": "Wat er is gemeten: de naam uit de lijst hieronder. Verplicht.",
    "gebied": "Waar het over gaat: de code of de naam uit de lijst hieronder. Verplicht.",
    "periode": "Jaar (2024), gemiddelde over jaren (2022/2024), of bij maandcijfers de maand (2024-03). Verplicht.",
    "waarde": "Het cijfer, met een komma voor decimalen en zonder punten voor duizendtallen. Verplicht. "
    "Geen cijfer? Laat de rij weg.",
    "n": "Hoeveel mensen antwoord gaven. Verplicht bij een enquête.",
    "ondergrens": "Onderkant van het interval van 95%, als dat bekend is.",
    "bovengrens": "Bovenkant van het interval van 95%, als dat bekend is.",
    "bron": "Waar het cijfer vandaan komt, bijvoorbeeld de titel van het rapport.",
    "opmerking": "Wat een lezer van dit cijfer moet weten.",
    "geteld": "alles: alles is geteld, zodat het cijfer geen marge heeft. Leeg: het dashboard schat de marge. Alleen "
    "bij een telling, en dan bij elke rij van dat onderwerp.",
    "zichtbaar": "openbaar (of leeg): iedereen ziet het cijfer. intern: alleen wie is ingelogd; zonder login niemand.",
}


def write(folder: Path, catalog: Catalog, names: Mapping[str, str]) -> list[Path]:
    """Write the templates as CSV and Excel in a folder and return their paths; older ones are replaced.

    `names` has the name of every area code. Raises SourceError when a template cannot be written.
    """
    examples = _examples(catalog, names)
    table, workbook = (folder / f"{NAME}{suffix}" for suffix in (".csv", ".xlsx"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folders.write(table, _csv(examples))
        folders.write(workbook, _excel(_book(catalog, names, examples)))
    except OSError as error:
        raise SourceError(
            f"{folder}: het sjabloon is niet te schrijven ({reasons.of(error)}). Kijk of de schijf vol is; is het "
            "sjabloon open in Excel, sluit het en probeer het opnieuw."
        ) from error
    return [table, workbook]


def _examples(catalog: Catalog, names: Mapping[str, str]) -> list[list[str]]:
    """Return two rows of a CSV file, about a survey figure if there is one."""
    indicators = list(own_indicators(catalog).values())
    if not indicators:
        return []
    surveyed = (indicator for indicator in indicators if catalog.sources[indicator.source].is_survey)
    indicator = next(surveyed, indicators[0])
    programme, last_year = catalog.programme, moments.today().year - 1
    period = f"{last_year}-12" if indicator.frequency == "maand" else str(last_year)
    places = [
        code for code in (*(area.areas[0] for area in programme.focus_areas), programme.municipality) if code in names
    ]
    return [
        [indicator.id, code, period, value, n, "", "", EXAMPLE, "", "", "openbaar"]
        for code, value, n in zip(places, _example_values(indicator), ("212", "187"), strict=False)
    ]


def _example_values(indicator: Indicator) -> tuple[str, str]:
    if is_count(indicator):
        return "25", "40"
    return ("7,2", "6,8") if indicator.unit == "rapportcijfer" else ("58,9", "61,4")


def _rules(catalog: Catalog) -> list[str]:
    smallest = dutch.number(catalog.method.minimum_count.value, 0)
    answers = dutch.number(catalog.method.minimum_answers.value, 0)
    return [
        "Typ waarden: formules, samengevoegde cellen en datums worden geweigerd.",
        f"Een aantal onder {smallest} en een cijfer uit een enquête met minder dan {answers} antwoorden verbergt het "
        "dashboard zelf.",
        f"Geef het ingevulde bestand een naam die niet met {NAME} begint: zo'n bestand wordt overgeslagen.",
    ]


def _csv(examples: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([COLUMNS, *examples])
    return text.getvalue().encode("utf-8-sig")


def _book(catalog: Catalog, names: Mapping[str, str], examples: list[list[str]]) -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    labels = {indicator.id: indicator.label for indicator in own_indicators(catalog).values()}
    indicators, areas = _choices(labels), _choices(names)
    rows = [[indicators.get(row[0], row[0]), areas.get(row[1], row[1]), *row[2:]] for row in examples]
    _add_rows(sheet, [COLUMNS], is_bold=True)
    _add_rows(sheet, [[_typed(name, cell) for name, cell in zip(COLUMNS, row, strict=True)] for row in rows])
    sheet.freeze_panes = "A2"
    _show_as_text(sheet, "C")
    _set_widths(sheet, [32, 14, 12, 10, 8, 12, 12, 36, 36, 8, 12])
    explanation = book.create_sheet(EXPLANATION)
    _add_rows(explanation, [EXPLANATION_HEADER], is_bold=True)
    _add_rows(explanation, list(_MEANINGS.items()))
    _add_rows(explanation, [[], *([rule] for rule in _rules(catalog)), []])
    _add_rows(
        explanation, [["indicator", "omschrijving", "eenheid", "bron", "n verplicht", "in de lijst"]], is_bold=True
    )
    first = explanation.max_row + 1
    described = [[*_described(catalog, indicator), indicators[indicator.id]]
                 for indicator in own_indicators(catalog).values()]  # fmt: skip
    _add_rows(explanation, described)
    _offer(sheet, "indicator", f"{EXPLANATION}!$F${first}:$F${explanation.max_row}", "Kies een onderwerp uit de lijst.")
    _add_rows(explanation, [[], ["gebied", "naam", "", "", "", "in de lijst"]], is_bold=True)
    first = explanation.max_row + 1
    _add_rows(explanation, [[code, name, "", "", "", areas[code]] for code, name in sorted(names.items())])
    _offer(sheet, "gebied", f"{EXPLANATION}!$F${first}:$F${explanation.max_row}", "Kies een gebied uit de lijst.")
    _offer(sheet, "periode", _listed([str(moments.today().year - ago) for ago in range(_YEARS)]))
    _offer(sheet, "geteld", _listed([ALL]))
    _offer(sheet, "zichtbaar", _listed(["openbaar", INTERNAL]))
    _set_widths(explanation, [32, 60, 24, 40, 12, 40])
    return book


def _choices(names_of: Mapping[str, str]) -> dict[str, str]:
    """Return what a list of the workbook calls each indicator or area: its name, or its id or code where that is the
    name of another too."""
    counts = Counter(folded(name) for name in names_of.values())
    return {code: name if counts[folded(name)] == 1 else code for code, name in names_of.items()}


def _listed(options: list[str]) -> str:
    return f'"{",".join(options)}"'


def _offer(sheet: Worksheet, column: str, options: str, refusal: str = "") -> None:
    """Let Excel offer a list in a column; without `refusal` other values may be typed too."""
    rule = DataValidation(
        type="list", formula1=options, allow_blank=True, showErrorMessage=bool(refusal), showInputMessage=False,
        errorTitle="Niet in de lijst", error=refusal,
    )  # fmt: skip
    letter = chr(ord("A") + COLUMNS.index(column))
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _described(catalog: Catalog, indicator: Indicator) -> list[str]:
    source = catalog.sources[indicator.source]
    return [indicator.id, indicator.label, indicator.unit, source.title, "ja" if source.is_survey else "nee"]


def _typed(column: str, cell: str) -> str | float | None:
    """Return a number for the columns of numbers, which Excel shows in the notation of its user."""
    if column in ("waarde", "n", "ondergrens", "bovengrens"):
        return float(cell.replace(",", ".")) if cell else None
    return cell


def _add_rows(sheet: Worksheet, rows: Sequence[Sequence[str | float | None]], is_bold: bool = False) -> None:
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub(" ", cell) if isinstance(cell, str) else cell for cell in row])
        for cell in sheet[sheet.max_row] if row else ():
            cell.font = Font(bold=is_bold)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also when it begins with =, which would be a formula
                cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))  # so that it stays text when edited


def _show_as_text(sheet: Worksheet, letter: str) -> None:
    """Keep Excel from turning into a date whatever is typed in a column."""
    sheet.column_dimensions[letter].number_format = "@"
    for cell in sheet[letter]:
        cell.number_format = "@"


def _set_widths(sheet: Worksheet, widths: list[int]) -> None:
    for place, width in enumerate(widths):
        letter = chr(ord("A") + place)
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter] if width > 40 else ():
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _excel(book: Workbook) -> bytes:
    content = io.BytesIO()
    try:
        book.save(content)
    except Exception as error:  # its sheets are temporary files first, and on a full disk lxml has errors of its own
        raise OSError(errno.EIO, str(error)) from error
    return content.getvalue()
