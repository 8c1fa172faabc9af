"""Moments are stored in UTC and shown in the time of the Netherlands, in whatever zone the machine is."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from veerkracht.core import moments

if not hasattr(time, "tzset"):
    pytest.skip("Windows sets its zone in another way", allow_module_level=True)

ZONES = ["UTC", "Europe/Amsterdam", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati"]


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def test_now_is_in_utc_and_a_text_says_so(zone: str) -> None:
    assert abs((moments.now() - datetime.now(UTC).replace(tzinfo=None)).total_seconds()) < 5
    assert moments.as_text(datetime(2026, 7, 1, 22, 30)) == "2026-07-01 22:30:00.000000+00:00"
    assert moments.stamp().endswith("+00:00")
    assert abs((moments.now() - moments.parse(moments.stamp())).total_seconds()) < 5


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 7, 1, 22, 30), datetime(2026, 7, 2, 0, 30)),
        (datetime(2026, 12, 31, 23, 30), datetime(2027, 1, 1, 0, 30)),
    ],
)
def test_the_netherlands_see_their_own_time_in_summer_and_winter(zone: str, moment: datetime, shown: datetime) -> None:
    assert moments.in_dutch_time(moment) == shown


def test_today_is_the_day_in_the_netherlands(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "now", lambda: datetime(2026, 7, 1, 22, 30))
    assert moments.today() == date(2026, 7, 2)


def test_a_text_of_an_earlier_version_is_in_the_zone_of_the_machine(zone: str) -> None:
    local = datetime(2026, 7, 1, 12, 0)
    assert moments.parse("2026-07-01 12:00:00.000000") == datetime.fromtimestamp(local.timestamp(), UTC).replace(
        tzinfo=None
    )
    assert moments.parse("2026-07-01 12:00:00+02:00") == datetime(2026, 7, 1, 10, 0)
