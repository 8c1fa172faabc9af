"""The portrait of a buurt as a slide and as a page in Word: the same lines as on screen."""

import io
import re
from pathlib import Path

import docx
import pptx
import pytest

from tests.opened import html, open_query, page
from veerkracht.database import lookups
from veerkracht.export import slides, word
from veerkracht.topics.profile import exhibits, sentences
from veerkracht.topics.profile import portrait as portraits

LINK = "https://voorbeeld.nl/buurtprofiel?buurt=BU09350403"


@pytest.mark.slow
def test_a_slide_has_the_strengths_first_with_the_figures_of_the_portrait(included_database: Path) -> None:
    with open_query(included_database) as query:
        codes = lookups.programme(query).focus_area_codes
        content = slides.presentation(exhibits.portrait_deck(query, codes, LINK))
        assert content == slides.presentation(exhibits.portrait_deck(query, codes, LINK))
        found = [portraits.portrait(query, code) for code in codes]
        people = [sentences.in_a_line(portrait) for portrait in found]
        expected = [
            [row.indicator.label for row in (*portrait.strong, *portrait.behind)]
            + [change.indicator.label for change in portrait.changed]
            for portrait in found
        ]
    made = pptx.Presentation(io.BytesIO(content)).slides
    assert len(made) == len(codes) == 2
    for slide, labels, line in zip(made, expected, people, strict=True):
        [table] = [shape.table for shape in slide.shapes if shape.has_table]
        on_slide = [row.cells[1].text for row in table.rows][1:]
        notes = slide.notes_slide.notes_text_frame.text
        assert on_slide == labels[: len(on_slide)] and len(on_slide) >= len(labels) - 1
        assert all(
            f"Onderwerp: {label}" in notes for label in labels[len(on_slide) :]
        )  # what does not fit at 18 points
        assert {row.cells[0].text for row in table.rows} <= {"Wat", "Sterk", "Stad verder", "Veranderd"}
        assert any(shape.has_text_frame and shape.text_frame.text.lower() == line.lower() for shape in slide.shapes)
        assert len(slide.shapes.title.text_frame.text.split()) <= 15
        assert [shape for shape in slide.shapes if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE]
        assert "Bron: " in slide.notes_slide.notes_text_frame.text


@pytest.mark.slow
def test_every_buurt_and_wijk_has_a_portrait_on_paper(included_database: Path) -> None:
    with open_query(included_database) as query:
        city = lookups.programme(query).municipality_code
        codes = [code for code in lookups.area_names(query) if code[2:6] == city[2:6] and code[:2] in ("BU", "WK")]
        made = exhibits.portrait_deck(query, codes, LINK)
        assert len(made.slides) == len(codes) > 40
        for slide in made.slides:
            assert 2 < len(slide.exhibit.title.split()) <= 15 and slide.exhibit.subtitle
        assert slides.presentation(made)


@pytest.mark.slow
def test_a_word_page_has_the_same_table_and_the_map(included_database: Path) -> None:
    with open_query(included_database) as query:
        code = lookups.programme(query).focus_area_codes[0]
        letter = exhibits.portrait_letter(query, [code], LINK)
        [part] = letter.parts
    made = docx.Document(io.BytesIO(word.document(letter)))
    assert [cell.text for cell in made.tables[0].columns[1].cells] == [
        "Onderwerp", *(row.cells[1].text for row in part.exhibits[0].table.rows)]  # fmt: skip
    assert all(re.search(r"\(.*20\d\d.*\)$", cell.text) for cell in made.tables[0].columns[2].cells[1:])
    assert not [paragraph.text for paragraph in made.paragraphs if ".." in paragraph.text]
    assert len(made.inline_shapes) == 1


@pytest.mark.slow
@pytest.mark.usefixtures("included_database")
def test_the_page_offers_word_and_powerpoint_of_the_portrait(built: None) -> None:
    test = page("buurtprofiel")
    test.session_state["delen"] = True
    test.run()
    assert {"Word-document", "PowerPoint"} <= {button.label for button in test.get("download_button")}
    assert "In een brief (Word)" in html(test)
