"""The slides of a letter: a goal as the meeting shows it, any other part a slide per exhibit; and how they look."""

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pptx
import pytest
from pypdf import PdfReader

from tests.export.test_slides import HAS_IMPRESS, OFFICE, REQUIRED
from tests.opened import open_query
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing.exhibit import Deck
from veerkracht.export import slides as files
from veerkracht.topics.letter import deck as letter_slides
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.meeting import slides

GOALS = (1, 2, 11, 13)
LINK = "https://voorbeeld.nl/raadsbrief?deel=doel-1"


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as query:
        yield query


def deck(query: Query, *codes: str) -> Deck:
    return letter_slides.deck(query, letters.letter(query, LINK, codes, lookups.usual_areas(query)))


@pytest.mark.slow
def test_a_goal_has_the_slide_of_the_meeting_and_what_the_letter_says_in_its_notes(query: Query) -> None:
    made = deck(query, *(f"doel-{goal_id}" for goal_id in GOALS))
    content = files.presentation(made)
    assert content == files.presentation(deck(query, *(f"doel-{goal_id}" for goal_id in GOALS)))
    presentation = pptx.Presentation(io.BytesIO(content))
    for goal_id, slide in zip(GOALS, presentation.slides, strict=True):
        of_meeting = slides.of_goal(query, goal_id)
        assert slide.shapes.title.text_frame.text == of_meeting.headline
        texts = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert of_meeting.question in texts
        said = slide.notes_slide.notes_text_frame.text
        assert letters.part(query, f"doel-{goal_id}", []).sentences[0] in said
        assert "Bron: " in said and f"In het dashboard: {LINK}" in said
        [drawn] = [shape for shape in slide.shapes if shape.has_chart]
        assert len(drawn._element.xpath(".//p:cNvPr")[0].get("descr")) > 20
    assert "marge" in presentation.slides[0].notes_slide.notes_text_frame.text.lower()


@pytest.mark.slow
def test_another_part_has_a_slide_per_exhibit_in_the_order_of_the_letter(query: Query) -> None:
    titles = [slide.exhibit.title for slide in deck(query, "onderwerp-misdrijven", "doel-1").slides]
    part = letters.part(query, "onderwerp-misdrijven", lookups.usual_areas(query))
    assert titles == [*(exhibit.title for exhibit in part.exhibits), slides.of_goal(query, 1).headline]


@pytest.mark.skipif(not HAS_IMPRESS and not REQUIRED, reason="geen LibreOffice Impress: omzetten overgeslagen")
@pytest.mark.outside
@pytest.mark.slow
def test_libreoffice_draws_every_goal_with_its_figures_in_dutch(query: Query, tmp_path: Path) -> None:
    assert HAS_IMPRESS, "VEERKRACHT_OFFICE_REQUIRED=1, maar er is geen LibreOffice Impress"
    made = tmp_path / "doelen.pptx"
    made.write_bytes(files.presentation(deck(query, *(f"doel-{goal_id}" for goal_id in GOALS))))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    health, money, safety, support = (page.extract_text() for page in PdfReader(tmp_path / "doelen.pdf").pages)
    assert "Pad Pottenberg" in health and "85%" in health and "2030" in health
    for figure in ("nulmeting 2022", "16,0%", "doel 2030", "21,0%"):
        assert figure in money
    assert "1.000" in safety and "Maastricht" in safety  # the axis goes on above the highest margin
    assert "begin 2022" in support and "46,0%" in support
    if folder := os.environ.get("VEERKRACHT_ARTEFACTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(tmp_path / "doelen.pdf", Path(folder) / "doelen.pdf")
