"""The names by which the dashboard answers."""

import pytest

from veerkracht.core import hosts


@pytest.mark.parametrize(
    ("host", "names", "address", "is_own"),
    [
        ("localhost:8501", "", "", True),
        ("127.0.0.1:8501", "", "", True),
        ("[::1]:8501", "", "", True),
        ("10.1.2.3", "", "", True),
        ("dashboard:8501", "", "", True),  # a name without a dot: of a container, or of a machine inside
        ("elders.example", "", "", False),
        ("127.0.0.1.elders.example", "", "", False),
        ("dashboard.gemeente.nl", "dashboard.gemeente.nl", "", True),
        ("DASHBOARD.gemeente.nl.:443", "cijfers.gemeente.nl Dashboard.gemeente.nl", "", True),
        ("elders.example", "dashboard.gemeente.nl", "", False),
        ("a.gemeente.nl", "*.gemeente.nl", "", True),
        ("agemeente.nl", "*.gemeente.nl", "", False),
        ("elders.example", "*", "", True),
        ("dashboard.gemeente.nl", "", "https://dashboard.gemeente.nl/oauth2callback", True),
        ("elders.example", "", "https://dashboard.gemeente.nl/oauth2callback", False),
        ("localhost@elders.example", "", "", False),
        ("localhost/elders.example", "", "", False),
        ("localhost:port", "", "", False),
        ("[", "*", "", False),
        ("", "*", "", False),
        (None, "*", "", False),
    ],
)
def test_a_name_is_answered_that_no_other_site_can_have(
    host: str | None, names: str, address: str, is_own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEERKRACHT_HOSTS", names)
    assert hosts.is_own(host, address) == is_own
