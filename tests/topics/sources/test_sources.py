"""Bronnen: previous databases that could not be read are named, and moments are those of the Netherlands."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.opened import html, page
from veerkracht.core import paths, run_log
from veerkracht.core.run_log import Run

MESSAGE = "De vorige database a_b*.duckdb <is> beschadigd."


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Tokyo"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if not hasattr(time, "tzset"):
        pytest.skip("Windows sets its zone in another way")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.parametrize("view", ["bronnen", "herzien"])
def test_a_previous_database_that_could_not_be_read_is_named(changed: Callable[..., None], view: str) -> None:
    changed(f"insert into set_aside values ('2026-07-01 22:30:00', 'x.vorige-1', '{MESSAGE}')")
    test = page("bronnen", toon=view)
    assert not test.exception
    assert "2 juli 2026: De vorige database a_b*.duckdb &lt;is&gt; beschadigd." in html(test)


def test_without_one_there_is_no_notice(built: None) -> None:
    assert "vk-notice" not in html(page("bronnen"))


def test_margins_that_do_not_fit_are_one_notice(changed: Callable[..., None]) -> None:
    changed(
        "update count_coverage set message = 'Past niet.' where indicator_id in ('misdrijven', 'misdrijven_aantal')"
    )
    text = html(page("bronnen"))
    assert text.count("vk-notice") == 1
    assert "De marge van ‘Geregistreerde misdrijven’ en ‘Geregistreerde misdrijven, aantal’ is bij sommige" in text


def test_a_run_and_a_revision_have_the_time_of_the_netherlands(changed: Callable[..., None], zone: str) -> None:
    changed("""
        insert into revision values ('inwoners', '2024', 'BU09350403', 3141, 3140, null, null, '2026-12-31 23:30:00',
                                     false, false)
    """)
    started = "2026-07-01 22:30:00.000000+00:00"
    run_log.append(paths.fetched_folder(), Run(started, started, "python -m etl", "gelukt", "goed"))
    assert "2 juli 2026, 00:30" in html(page("bronnen", toon="ophalen"))
    assert "1 januari 2027" in html(page("bronnen", toon="herzien"))
