"""The manual: what it names is on the screen or understood, what it shows is there, and it reads easily."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from etl.command import command as etl_command
from tests import opened
from tests.chromium import NEEDED, open_view, until
from veerkracht import __main__ as export_command
from veerkracht.core import paths
from veerkracht.topics.manual import manual
from veerkracht.topics.manual.manual import Picture
from veerkracht.topics.since import feeds

pytestmark = pytest.mark.slow

TEXTS = {part: (manual.FOLDER / f"{part}.md").read_text(encoding="utf-8") for part in manual.PARTS}
# where the names of the pages stand, and those of a menu that is made when it is opened
NAMED_IN_CODE = (
    "veerkracht/core/menu.py",
    "veerkracht/export/workbook.py",
    "veerkracht/web/downloads.py",
    "veerkracht/web/groups.py",
    "veerkracht/topics/administration/page.py",
    "veerkracht/topics/hand_in/page.py",
    "veerkracht/topics/hand_in_forms/page.py",
    "veerkracht/topics/letter/page.py",
    "veerkracht/topics/meeting/page.py",
    "veerkracht/topics/start/page.py",
)
# the words that programs other than ours begin a command with
OTHER_COMMANDS = ("git ", "cd ", "tar ", "mv data ", "mkdir ", "flock ", "systemctl ", "echo ", "docker compose ",
                  "docker pull ",
                  "python3 -m venv ", "python -m pip install --require-hashes -r requirements.lock",
                  "python -m streamlit run asgi.py --server.address 127.0.0.1")  # fmt: skip


def commands(part: str) -> list[str]:
    """Return every command in a part, with one name for Python."""
    text = TEXTS[part]
    blocks = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    inline = [code for code in re.findall(r"`([^`\n]+)`", text) if re.match(r"[\w./]+ ", code)]
    return [block.replace(".venv/bin/python", "python") for block in blocks + inline]


def pictures(part: str) -> list[Picture]:
    return [block for section in manual.sections(part) for block in section.blocks if isinstance(block, Picture)]


def names_on(test: AppTest) -> Iterator[str]:
    """Yield the text of everything that a page shows: names of choices and buttons, and words."""
    for element in test.main:
        proto = element.proto
        yield from (str(getattr(proto, field, "")) for field in ("label", "body"))
        yield from (str(option) for option in getattr(proto, "options", ()))
        yield from (str(getattr(option, "content", "")) for option in getattr(proto, "options", ()))


@pytest.fixture(scope="module")
def on_screen(included_database: Path) -> str:
    """What the pages show, also after choices that the manual tells to make, and the names of the pages."""
    patch = pytest.MonkeyPatch()
    patch.setenv("VEERKRACHT_DATA", str(included_database.parent))
    code = "".join((paths.ROOT / name).read_text(encoding="utf-8") for name in NAMED_IN_CODE)
    browser = (paths.ROOT / "veerkracht" / "web" / "assets" / "browser.js").read_text(encoding="utf-8")
    templates = paths.ROOT / "veerkracht" / "drawing" / "templates"
    drawn = "".join((templates / name).read_text(encoding="utf-8") for name in ("foot.html", "film.html"))
    shown = re.findall(r'"([^"\n]+)"', code) + re.findall("([^<>]+)</button>", drawn)
    shown += re.findall("'(Zoek in alles|Stop)", browser)
    for name, query in [
        *((path.stem, {}) for path in sorted((paths.ROOT / "pages").glob("*.py")) if path.stem != "handleiding"),
        ("doelkaart", {"doel": "1"}),
        ("raadsbrief", {"deel": "doel-1"}),
        ("raadsbrief", {"deel": "doel-1", "vorm": "bijlage"}),
        ("vergaderstand", {"dia": "1"}),
        ("vergaderstand", {"dia": "alles"}),
    ]:
        shown += names_on(opened.page(name, **query))
    patch.undo()
    return "\n".join(shown)


@pytest.mark.parametrize("part", manual.PARTS)
def test_everything_in_bold_is_on_the_screen(part: str, on_screen: str) -> None:
    named = set(re.findall(r"\*\*([^*]+)\*\*", TEXTS[part])) - {"vet", "Let op:"}
    assert len(named) > 2
    assert sorted(name for name in named if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", on_screen)) == []


@pytest.mark.parametrize("part", manual.PARTS)
def test_every_command_is_understood(built: None, tmp_path: Path, part: str) -> None:
    for command in commands(part):
        if command.startswith("python -m etl"):
            etl_command._parser().parse_args(command.split()[3:])
        elif command.startswith("python -m veerkracht"):
            assert export_command.main([*command.split()[3:-1], str(tmp_path)]) == 0
        else:
            assert command.startswith(OTHER_COMMANDS), command


@pytest.mark.parametrize("part", manual.PARTS)
def test_every_file_and_link_exists(part: str) -> None:
    for name in re.findall(r"`((?:docs|data)/[\w./-]*)`", TEXTS[part]):
        made_later = name.startswith(("data/veerkracht.", "data/veerkracht-intern.", "data/bronnen", "data/lokaal",
                                      "data/ingediend"))  # fmt: skip
        assert made_later or (paths.ROOT / name).exists(), name
    for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", TEXTS[part]):
        assert link.startswith(("https://", "{adres}/")) or (manual.FOLDER / link).exists(), link


@pytest.mark.parametrize("part", manual.PARTS)
def test_every_picture_is_there_small_and_described(part: str) -> None:
    of_part = pictures(part)
    assert len(of_part) == len(re.findall(r"^!\[", TEXTS[part], re.MULTILINE))
    for picture in of_part:
        assert len(picture.alternative.split()) >= 8
        assert picture.path.stat().st_size < 120_000 and Image.open(picture.path).mode == "P"


def test_every_picture_is_shown() -> None:
    shown = {picture.path for part in manual.PARTS for picture in pictures(part)}
    assert shown == set((manual.FOLDER / "images").iterdir())


@pytest.mark.parametrize("part", manual.PARTS)
def test_sentences_are_short(part: str) -> None:
    text = re.sub(r"```.*?```|^(#|!\[|\|[ -]*-).*?$", "", TEXTS[part], flags=re.DOTALL | re.MULTILINE)
    pieces = re.split(r"[.?!]\s|\n\s*\n|\n(?=\d\.|- |\|)|\|", text)
    lengths = [count for piece in pieces if (count := len(re.findall(r"[\w’'-]+", piece)))]
    assert sum(lengths) / len(lengths) <= 13 and max(lengths) <= 25


@pytest.mark.parametrize("part", manual.PARTS)
def test_the_page_shows_all_of_a_part_with_a_way_to_each_section(built: None, part: str) -> None:
    test = opened.page("handleiding", deel=part)
    assert not test.exception and not test.warning
    assert opened.parameter(test, "deel") == part
    sections = manual.sections(part)
    assert [test.header[0].value, *(element.label.strip("*") for element in test.expander)] == [
        section.title for section in sections
    ]
    anchors = re.findall(r'class="vk-folded" id="([\w-]+)"', opened.html(test))
    assert anchors == [section.anchor for section in sections[1:]] and len(set(anchors)) == len(anchors) > 4
    assert len(test.get("image")) == len(pictures(part))
    assert "![" not in opened.html(test).replace("<code>![", "") and "**" not in opened.html(test)


def test_the_manual_can_be_read_when_the_figures_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "veerkracht.duckdb").write_bytes(b"geen database")
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    test = opened.page("handleiding", deel="beheerder")
    assert not test.exception and not test.error
    assert "python -m etl --offline" in opened.html(test)


def test_an_unknown_part_gives_a_message_and_the_first(built: None) -> None:
    test = opened.page("handleiding", deel="../../README")
    assert "bestaat hier niet" in test.warning[0].value
    assert test.header[0].value == manual.sections("programmateam")[0].title


def test_feed_and_calendar_have_the_whole_address_of_this_dashboard() -> None:
    home = "https://veerkracht.example/dashboard"
    text = "".join(block for section in manual.sections("programmateam", home) for block in section.blocks
                   if isinstance(block, str))  # fmt: skip
    for name in (feeds.FEED, feeds.CALENDAR):
        assert f'href="{home}/{name}"' in text and f">{home}/{name}</a>" in text


def test_another_part_is_a_click_away_and_stands_in_the_address(built: None) -> None:
    test = opened.page("handleiding")
    test.segmented_control[0].set_value("beheerder").run()
    assert opened.parameter(test, "deel") == "beheerder"
    assert test.header[0].value == "Handleiding voor de beheerder"


@NEEDED
def test_the_page_shows_its_pictures_and_jumps_to_a_section(page: Page, address: str) -> None:
    part = "analist"
    page.set_viewport_size({"width": 1024, "height": 768})
    open_view(page, address, f"handleiding?deel={part}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    last = manual.sections(part)[-1]
    text = f"details:has(#{last.anchor}) [data-testid=stExpanderDetails] :is(p, li)"
    is_visible = f"document.querySelector('{text}').checkVisibility()"
    assert not page.evaluate(is_visible)
    page.evaluate(f"location.hash = '{last.anchor}'")
    until(page, is_visible)
    until(page, f"document.querySelector('details:has(#{last.anchor})').getBoundingClientRect().top < 768")
    page.emulate_media(media="print")
    assert not page.get_by_text("Afdrukken", exact=True).first.is_visible()
    closed = "details:has(.vk-folded):not([open])"  # all of it is on paper
    assert page.evaluate(f"[...document.querySelectorAll('{closed} :is(p, li)')].every(e => e.checkVisibility())")


@NEEDED
def test_an_address_with_an_anchor_opens_its_section(page: Page, address: str) -> None:
    page.goto(f"{address}/handleiding?deel=programmateam#een-verhaal-toevoegen")
    page.get_by_text("Vraag eerst toestemming aan iedereen die te herkennen is").wait_for()
    until(page, "document.querySelectorAll('details[open]').length === 1")
    until(page, "[...document.images].every(image => image.complete || image.loading === 'lazy')")
