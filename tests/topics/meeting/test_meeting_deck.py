"""The five slides of a meeting as a PowerPoint file: what is on screen, with the figures of the database."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pptx
import pytest
from pptx.presentation import Presentation

from tests.opened import open_query, page
from veerkracht.core import periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing.exhibit import Deck
from veerkracht.export import slides as files
from veerkracht.topics.goals import picture, rows
from veerkracht.topics.meeting import deck, news, open_points, proposals, sentences, slides
from veerkracht.topics.meeting.way import Way

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 29)


def way(query: Query, *chosen: int) -> Way:
    discussed = tuple(proposal.goal_id for proposal in proposals.to_discuss(query, chosen))
    return Way(tuple(rows.goals(query)), discussed, chosen)


def opened(made: Deck) -> Presentation:
    return pptx.Presentation(io.BytesIO(files.presentation(made)))


def test_the_slides_of_the_file_are_those_of_the_screen(included_database: Path) -> None:
    with open_query(included_database) as query:
        meeting = way(query, 1, 5)
        made = deck.deck(query, meeting, TODAY, "https://voorbeeld.nl/vergaderstand?bespreek=1,5")
        titles = [slide.exhibit.title for slide in made.slides]
        assert titles[0] == news.news(query, None, TODAY).title and titles[-1] == open_points.headline(query)
        assert titles[2:4] == [slides.of_goal(query, goal_id).headline for goal_id in (1, 5)]
        assert all(len(title.split()) <= sentences.MOST_WORDS for title in titles)
        assert made.slides[2].sentences[-1] == slides.of_goal(query, 1).question
    presentation = opened(made)
    assert [slide.shapes.title.text_frame.text for slide in presentation.slides] == titles
    said = [slide.notes_slide.notes_text_frame.text for slide in presentation.slides]
    assert all("In het dashboard: https://voorbeeld.nl/vergaderstand?bespreek=1,5" in text for text in said)
    assert "Bron: RIVM" in said[2] and "2012, 2016, 2020, 2022, 2024" in said[2] and "marge" in said[2].lower()


def test_the_first_slide_says_which_figures_come_as_the_screen_does(included_database: Path) -> None:
    with open_query(included_database) as query:
        for chosen in (None, TODAY):
            new = news.news(query, chosen, TODAY)
            meeting = replace(way(query), since=chosen)
            first = deck.deck(query, meeting, TODAY).slides[0]
            lines = [first.exhibit.table.texts(row) for row in first.exhibit.table.rows]
            start = [kind for kind, _ in lines].index(news.COMES)  # named once
            assert lines[start:] == [[news.COMES if place == 0 else "", text] for place, text in enumerate(new.comes)]


def test_every_figure_of_a_chart_is_that_of_the_database(included_database: Path) -> None:
    with open_query(included_database) as query:
        names = lookups.area_names(query)
        for goal_id in rows.goals(query):
            measure_id = slides.of_goal(query, goal_id).measure_id
            exhibit = slides.exhibit(query, measure_id)
            indicator_id = rows.measures(query)[measure_id][0].indicator_id
            if exhibit is None or not exhibit.name.endswith("-pad"):
                continue
            meeting = way(query, goal_id)
            made = opened(deck.deck(query, meeting, TODAY)).slides
            page_of_goal = made[meeting.slides.index(meeting.slide_of(goal_id))]
            [frame] = [shape for shape in page_of_goal.shapes if shape.has_chart]
            plot = frame.chart.plots[0]
            drawn = {
                (series.name, label): value
                for series in plot.series if not series.name.startswith("Pad ")
                for label, value in zip(plot.categories, series.values, strict=True)
                if value is not None and not label.startswith(("doel ", "nulmeting "))
            }  # fmt: skip
            known = lookups.trend(query, str(indicator_id), lookups.usual_areas(query)).dropna(subset="value")
            expected = {
                (names[row.area_code], periods.parse(row.period).label): row.value for row in known.itertuples()
            }
            assert drawn == pytest.approx(expected), goal_id


def test_every_goal_is_on_the_slide_of_all_of_them_or_in_its_notes(included_database: Path) -> None:
    with open_query(included_database) as query:
        made, lines = opened(deck.deck(query, way(query), TODAY)), picture.lines(query)
    overview = made.slides[1]
    [table] = [shape.table for shape in overview.shapes if shape.has_table]
    first = [row.cells[0].text for row in table.rows][1:]
    assert first == [f"{line.goal_id}. {line.name}" for line in lines]
    assert table.rows[0].cells[1].text == "Nazareth (procentpunt)" and table.rows[1].cells[1].text == "11 achter"
    assert table.rows[11].cells[2].text == "60 per 10.000 voor"
    assert "Doel 9: " in overview.notes_slide.notes_text_frame.text


def test_a_meeting_is_the_same_file_every_time_and_any_two_goals_can_be_on_it(included_database: Path) -> None:
    with open_query(included_database) as query:
        for chosen in ((), (9, 16), (2, 13)):
            made = deck.deck(query, way(query, *chosen), TODAY)
            assert len(made.slides) == 5 and files.presentation(made) == files.presentation(made)


def test_the_page_offers_the_slides(built: None) -> None:
    test = page("vergaderstand")
    test.session_state["delen"] = True
    labels = [button.label for button in test.run().get("download_button")]
    assert "PowerPoint" in labels
