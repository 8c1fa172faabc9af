"""The command `python -m veerkracht`: writes the files that the dashboard offers."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from veerkracht.core import paths, reasons
from veerkracht.core.errors import DataError, VeerkrachtError
from veerkracht.database import database, lookups
from veerkracht.database.query import Query, query_of
from veerkracht.drawing import libraries, links
from veerkracht.drawing.exhibit import Letter
from veerkracht.export import bundle, datapackage, templates
from veerkracht.topics.letter import council_letter
from veerkracht.topics.letter import letter as letters

_ADDRESS = "http://localhost:8501"
_DATA_PACKAGE = "datapakket"


def main(arguments: list[str] | None = None) -> int:
    """Write the files and print their names; return 0, or 1 after an error message."""
    parser = argparse.ArgumentParser(
        "python -m veerkracht",
        description="Schrijft Word, PowerPoint, Excel, CSV en plaatjes van doelen, buurten en onderwerpen, of het "
        "datapakket.",
    )
    parser.add_argument("onderdeel", nargs="+", help="doel-1, buurt-BU09350403, onderwerp-misdrijven, of datapakket")
    parser.add_argument(
        "--gebied",
        action="append",
        default=[],
        help="gebied bij onderwerpen, mag vaker (standaard: buurten van het programma, stad, land)",
    )
    parser.add_argument("--titel", default="", help="titel van het document")
    parser.add_argument(
        "--brief", action="store_true", help="een brief van twee bladzijden in plaats van alles met tabellen"
    )
    parser.add_argument("--inspanningen", action="store_true", help="zet inspanningen op de tijdas van doelen")
    parser.add_argument("--intern", action="store_true", help="met interne cijfers; alleen voor wie die mag zien")
    parser.add_argument("--uit", type=Path, default=Path(), help="map waarin de bestanden komen (standaard: hier)")
    parser.add_argument(
        "--adres", default=_ADDRESS, help=f"adres van het dashboard, voor de links (standaard: {_ADDRESS})"
    )
    options = parser.parse_args(arguments)
    libraries.set_up()
    try:
        _write(_files(options), options.uit)
    except VeerkrachtError as error:
        print(f"Fout: {error}", file=sys.stderr)
        return 1
    return 0


def _write(files: dict[str, bytes], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
            print(folder / name)
    except OSError as error:
        raise DataError(
            f"In {folder} is niet te schrijven ({reasons.of(error)}). Kies een andere map met --uit."
        ) from error


def _files(options: argparse.Namespace) -> dict[str, bytes]:
    """Return the contents of the files by their names."""
    address = options.adres.rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise DataError(
            f"Het adres {address} begint niet met http:// of https://. Schrijf het adres van het dashboard."
        )
    if options.intern and not paths.has_internal_database():
        raise DataError("Er zijn hier geen interne cijfers. Laat --intern weg.")
    with database.read(paths.internal_database_file() if options.intern else paths.database()) as connection:
        query = query_of(connection)
        contents: dict[str, bytes] = {}
        if _DATA_PACKAGE in options.onderdeel:
            contents[f"{_DATA_PACKAGE}.zip"] = datapackage.datapackage(query, address)
        if codes := [code for code in options.onderdeel if code != _DATA_PACKAGE]:
            areas = options.gebied or lookups.usual_areas(query)
            letter = _letter(query, options, address, codes, areas)
            contents |= bundle.files(letter, templates.read(".docx"), templates.read(".pptx"))
    return {paths.internal(Path(name)).name if options.intern else name: content for name, content in contents.items()}


def _letter(query: Query, options: argparse.Namespace, address: str, codes: list[str], areas: list[str]) -> Letter:
    """Return the document that is asked for: the letter to the council, or the annex."""
    if options.brief:
        pictures = next(iter(council_letter.PICTURES))
        link = links.letter(address, codes, areas, form="brief", pictures=pictures)
        letter = council_letter.compose(query, link, codes, areas, pictures)
        return replace(letter, title=options.titel or letter.title)
    link = links.letter(address, codes, areas, options.inspanningen)
    return letters.letter(query, link, codes, areas, options.titel, options.inspanningen)


if __name__ == "__main__":
    sys.exit(main())
