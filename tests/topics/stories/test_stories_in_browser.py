"""Hostile text is harmless in the browser, also when it comes past the check; stories have no barriers and fit."""

import shutil
from pathlib import Path

import duckdb
import pytest
from PIL import Image
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.chromium import NEEDED, barriers, until
from tests.conftest import INCLUDED, run_offline
from tests.etl.own_texts.test_stories import checked, written

pytestmark = NEEDED
HOSTILE = r"""
<script>alert(1)</script>
<SCRIPT SRC=https://kwaad.example/x.js></SCRIPT>

<iframe src="https://kwaad.example/"></iframe> <object data="https://kwaad.example/"></object>
<embed src=//kwaad.example>

<img src=x onerror=alert(2)> <svg onload=alert(3)><animate onbegin=alert(4) attributeName=x dur=1s></svg>
<style>@import 'https://kwaad.example/x.css'; body { display: none }</style> <link rel=stylesheet href=//kwaad.example>
<form action="https://kwaad.example/"><input autofocus onfocus=alert(5)></form>
<math><mtext></form><form><mglyph><style>
</math><img src onerror=alert(6)> <a href="javascript:alert(7)" id=hierheen>a</a> <base href="https://kwaad.example/">

[een](javascript:alert(8)) [twee](JaVaScRiPt:alert(9))
[drie](&#106;avascript:alert(10)) [vier](java&Tab;script:alert(11))
[vijf](data:text/html;base64,PHNjcmlwdD5hbGVydCgxMik8L3NjcmlwdD4=) [zes](vbscript:alert(13)) <javascript:alert(14)>
[zeven][j] [acht](https://a.nl/"onmouseover=alert(15))
[negen](//kwaad.example) [tien](file:///etc/passwd) [<b>elf</b>][j]

![op afstand](https://kwaad.example/volg.png) ![pad](../../etc/passwd) ![pad](/etc/passwd)
![data](data:image/svg+xml,<svg/onload=alert(16)>)
![a"onerror="alert(17)](plein.jpg) ![b](plein.jpg "x" onerror=alert(18)) ![![c](https://kwaad.example/c.png)](plein.jpg)

&lt;script&gt;alert(19)&lt;/script&gt; &#60;img src=x onerror=alert(20)&#62;

```"><script>alert(21)</script>
<img src=x onerror=alert(22)>
```

| a | <img src=x onerror=alert(23)> |
|---|---|
| `<script>alert(24)</script>` | [x](javascript:alert(25)) |

[j]: javascript:alert(26) "onload=alert(27)"

<https://a.nl/" onclick=alert(28)> <a:b onmouseover=alert(29)>

%s
""" % ("> " * 200 + "[" * 500 + "*" * 301)
TITLE = "<img src=x onerror=alert(30)>![x](https://kwaad.example/t.png)"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with stories that one command took in, and a hostile one that only the database has."""
    folder = tmp_path_factory.mktemp("stories")
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns("landelijk"))
    own = folder / "lokaal" / "verhalen"
    for number in range(5):
        written(own, "Elke week is er koffie. " * 30, name=f"koffie-{number}.md", titel=f"Koffie {number}")
    body = "![Een groot plein](plein.jpg)\n\n## Kop\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    written(own, body, name="plein.md", titel="Plein", door="opbouwwerker", datum="2026-06-01")
    Image.effect_noise((4000, 3000), 50).save(own / "plein.jpg")
    run_offline(folder)
    with duckdb.connect(str(folder / "veerkracht.duckdb")) as connection:
        connection.execute(
            "insert into story values ('kwaad', $title, $title, [$title], [6], '2026-07-01', $title, $body, false)",
            {"title": TITLE, "body": HOSTILE},
        )
        connection.execute("insert into story_picture select 'kwaad', name, content from story_picture")
    return folder


def test_a_story_that_was_put_in_a_folder_is_shown_after_one_command(page: Page, address: str) -> None:
    page.goto(f"{address}/verhalen")
    page.get_by_role("link", name="Plein", exact=True).click()
    page.get_by_role("heading", name="Plein", exact=True).wait_for()
    picture = page.get_by_role("img", name="Een groot plein")
    until(page, "document.querySelector('.vk-story img').complete")
    assert picture.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]") == [1200, 900]
    assert page.locator(".vk-story th").all_inner_texts() == ["a", "b"]


@pytest.mark.parametrize("path", ["verhalen?verhaal=kwaad", "verhalen", "doelkaart?doel=6"])
def test_hostile_text_runs_nothing_fetches_nothing_and_leads_nowhere(page: Page, address: str, path: str) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{address}/{path}")
    part = page.locator(".vk-story, .vk-stories").first
    part.wait_for()
    for link in part.locator("a:not([href]), img, h2, h3, p").all()[:60]:
        link.dispatch_event("mouseover")
        link.dispatch_event("click")
    page.wait_for_timeout(1500)
    assert dialogs == [] and page.outside == [] and page.url.startswith(address)
    kinds = set(part.evaluate("part => [...part.querySelectorAll('*')].map(e => e.localName)"))
    assert kinds <= {"a", "article", "blockquote", "br", "code", "div", "em", "h2", "h3", "img", "li", "p", "pre",
                     "section", "strong", "table", "tbody", "td", "th", "thead", "time", "tr", "ul"}  # fmt: skip
    names = set(part.evaluate("part => [...part.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"))
    assert not {name for name in names if name.startswith("on") or name == "srcset"}
    links = part.evaluate("part => [...part.querySelectorAll('[href]')].map(e => e.getAttribute('href'))")
    assert all(link.startswith(("https://a.nl/", "doelkaart?doel=", "verhalen")) for link in links), links
    pictures = part.evaluate(
        "part => [...part.querySelectorAll('[src]')].map(e => [e.getAttribute('src').slice(0, 23), e.width])"
    )
    assert {source for source, _ in pictures} == ({"data:image/jpeg;base64,"} if "kwaad" in path else set())
    assert all(width <= 1440 for _, width in pictures)
    assert "alert(" in part.inner_text()  # it was drawn, as text


def test_the_same_text_in_a_file_is_refused_with_its_lines(tmp_path: Path) -> None:
    mistakes = checked(written(tmp_path, HOSTILE, titel="Kwaad")).mistakes
    assert len(mistakes) > 25 and all(text.startswith("regel ") for text in mistakes)
    for line, piece in ((11, "<script>"), (14, "<iframe"), (23, "javascript:alert(8)"), (29, "'../../etc/passwd'")):
        assert any(text.startswith(f"regel {line}: ") and piece in text for text in mistakes), (line, piece, mistakes)


@pytest.mark.parametrize("path", ["verhalen", "verhalen?verhaal=plein"])
def test_stories_have_no_barrier_of_wcag_2_1_aa_and_fit(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")
    page.locator(".vk-story, .vk-stories").first.wait_for()
    until(page, "document.documentElement.lang === 'nl'")
    for width in (1440, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        until(page, f"innerWidth === {width} && document.documentElement.scrollWidth <= {width}")
    assert barriers(page) == []


def test_a_profile_with_stories_is_printed_on_two_pages_with_them(page: Page, address: str, tmp_path: Path) -> None:
    for query in ("", "?buurt=BU09350403&naast=BU09350203"):
        page.goto(f"{address}/buurtprofiel{query}")
        page.get_by_text("Wie op een cijfer klikt, ziet tabel").wait_for(state="attached")
        page.locator(".vk-stories").wait_for()
        page.pdf(path=tmp_path / "profiel.pdf", prefer_css_page_size=True)
        pages = PdfReader(tmp_path / "profiel.pdf").pages
        text = " ".join(paper.extract_text() for paper in pages)
        assert len(pages) == 2 and "Verhalen uit deze buurt" in text
