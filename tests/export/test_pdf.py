"""The PDF of a letter: tagged, with the text of its Word document, and clear errors when LibreOffice cannot make it."""

import io
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from tests.export.test_word import FULL, OFFICE, OFFICE_NEEDED
from veerkracht.core.errors import DataError
from veerkracht.export import pdf, word


@pytest.fixture(scope="module")
def content() -> bytes:
    assert OFFICE, "VEERKRACHT_OFFICE_REQUIRED=1, maar er is geen LibreOffice"
    return pdf.document(FULL)


def words(text: str) -> str:
    """Return a text without what the break of a line or page changes."""
    return re.sub(r"\s+", "", text)


@OFFICE_NEEDED
@pytest.mark.outside
def test_a_pdf_is_tagged_and_in_dutch_with_title_headings_and_alternative_texts(content: bytes) -> None:
    catalogue = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] and catalogue["/Lang"] == "nl-NL"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_object().get_data()
    elements = list(_elements(catalogue["/StructTreeRoot"]))
    kinds = [str(element["/S"]) for element in elements]
    assert kinds.count("/Figure") == 2 and {"/H1", "/Table", "/TH", "/Link"} <= {*kinds}
    assert [element["/Alt"] for element in elements if element["/S"] == "/Figure"] == [
        "Gezondheid in Nazareth - Lijn: Gezondheid in Nazareth"
    ] * 2
    assert PdfReader(io.BytesIO(content)).metadata.title == FULL.title


@OFFICE_NEEDED
@pytest.mark.outside
def test_a_pdf_has_the_text_of_the_word_document_in_its_order(content: bytes) -> None:
    text = words("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    place = 0
    for paragraph in docx.Document(io.BytesIO(word.document(FULL))).paragraphs:
        wanted = words("".join(part.text or "" for part in paragraph._p.iter(qn("w:t"))))
        place = text.find(wanted, place)
        assert place >= 0, wanted


@OFFICE_NEEDED
@pytest.mark.outside
def test_the_same_letter_gives_the_same_content_of_the_date_of_its_figures(content: bytes) -> None:
    reader, again = PdfReader(io.BytesIO(content)), PdfReader(io.BytesIO(pdf.document(FULL)))
    for part in ("/Root", "/Info"):
        assert _resolved(again.trailer.raw_get(part), {}) == _resolved(reader.trailer.raw_get(part), {})
    assert reader.metadata.creation_date_raw == f"D:{FULL.moment:%Y%m%d%H%M%S}Z'"
    assert reader.trailer["/ID"][0] == reader.trailer["/ID"][1]
    other = PdfReader(io.BytesIO(pdf.document(replace(FULL, title="Een andere titel"))))
    assert other.trailer["/ID"][0] != reader.trailer["/ID"][0]


def _resolved(part: PdfObject, numbers: dict[int, int]) -> object:
    """Return a part of a PDF with all that it refers to, numbered in the order of first reference.

    LibreOffice writes fonts in an order that varies, and with it the numbers of objects.
    """
    if isinstance(part, IndirectObject):
        if part.idnum in numbers:
            return numbers[part.idnum]
        numbers[part.idnum] = len(numbers)
        return numbers[part.idnum], _resolved(part.get_object(), numbers)
    if isinstance(part, DictionaryObject):
        entries = [(name, _resolved(part.raw_get(name), numbers)) for name in sorted(part)]
        return [*entries, part.get_data()] if isinstance(part, StreamObject) else entries
    return [_resolved(member, numbers) for member in part] if isinstance(part, ArrayObject) else repr(part)


def _elements(element):
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if isinstance(child, dict) and "/S" in child:
            yield child
            yield from _elements(child)


@pytest.mark.slow
def test_without_libreoffice_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not pdf.is_available()
    with pytest.raises(DataError, match=r"geen LibreOffice\. Sla het Word-document op"):
        pdf.document(FULL)


def office(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program of this name on the path that runs a script of the shell."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="het programma van de test is een script")
def test_a_conversion_that_fails_or_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(tmp_path, monkeypatch, "exit 1")
    with pytest.raises(DataError, match="kon van dit document geen PDF maken"):
        pdf.document(FULL)
    note = tmp_path / "pid"
    # which starts in a thousandth of the two seconds that it gets
    office(tmp_path, monkeypatch, f"sleep 600 & echo $! > '{note}'; wait")
    monkeypatch.setattr(pdf, "_SECONDS", 2.0)
    with pytest.raises(DataError, match="langer dan 2 seconden"):
        pdf.document(FULL)
    assert _ends(int(note.read_text()))


def _ends(pid: int) -> bool:
    """Return whether a process ends within ten seconds: the kernel takes a moment over one that was killed."""
    for _ in range(200):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False
