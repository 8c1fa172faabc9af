"""Hostile hand-ins: each is refused, or harmless: nothing outside its folder, no markup, no place of a photo."""

import io
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from etl.handed_in import check, received
from etl.own_figures import intake
from tests.etl.handed_in import hostile
from tests.thorough import TIMES
from veerkracht.catalog import catalog
from veerkracht.core import hand_ins, markup, paths

pytestmark = pytest.mark.fuzz

OURS = catalog.load(paths.CATALOG)
NAMES = {"BU09350403": "Nazareth", "BU09350203": "Pottenberg", "GM0935": "Maastricht", "NL00": "Nederland"}
FILES = 640 * TIMES  # 5,120 in `make thorough`
GROUP = 80


@pytest.mark.parametrize("group", range(FILES // GROUP))
def test_a_hostile_file_is_refused_or_harmless(group: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(intake, "area_names", lambda _: NAMES)
    for number in range(group * GROUP, (group + 1) * GROUP):
        name, content = hostile.generated(number)
        work = tmp_path / str(number)
        (work / "in").mkdir(parents=True)
        path = work / "in" / hand_ins.plain_name(name)
        path.write_bytes(content)
        found = check.check(path, work / "uit", OURS)
        assert {place.name for place in tmp_path.iterdir()} <= {str(number), "data"}, (number, name)
        assert {place.name for place in work.iterdir()} <= {"in", "uit"}, (number, name)
        assert [place.name for place in path.parent.iterdir()] == [path.name], (number, name)
        assert not any(place.is_symlink() for place in work.rglob("*")), number
        assert hand_ins.checked(found.checked.as_json()) == found.checked
        assert all(line == line.strip() and line and len(line) < 3_000 for line in found.checked.mistakes), number
        if not found.checked.mistakes:
            require_harmless(found, number)
        shutil.rmtree(work)


def require_harmless(found: check.Content, number: int) -> None:
    assert found.received is not None
    for photo in found.received.photos:
        with Image.open(photo) as picture:
            assert picture.format == "JPEG" and not picture.getexif() and not picture.info.get("exif"), number
    if found.checked.kind == hand_ins.WITHDRAWAL:
        [story_id] = found.checked.topics
        received.require_name(f"{story_id}.md")
    if found.figures is not None:
        assert set(found.figures.rows["area_code"]) <= NAMES.keys(), number
    if found.text is not None and found.received.kind == hand_ins.STORY and found.text.contents:
        body = json.loads(found.text.contents["verhaal.json"])["body"]
        shown = markup.html(body, {})
        assert not any(word in shown for word in ("<script", "<iframe", "<svg", 'href="javascript', "<img src=x")), (
            number
        )


@pytest.mark.parametrize("name", ["../x.csv", "a\0.csv", ".x.csv", "con.csv", "x" * 90 + ".csv", " x.csv", "x\n.csv"])
def test_a_name_that_is_more_than_a_name_is_refused(name: str) -> None:
    with pytest.raises(received.SourceError):
        received.require_name(name)


@pytest.mark.parametrize("name", ["../x.csv", "C:\\map\\x.csv", "~$x.csv", ". .csv", "a\0b.csv", "x" * 300])
def test_what_a_browser_calls_a_file_becomes_a_plain_name(name: str, tmp_path: Path) -> None:
    plain = hand_ins.plain_name(name)
    assert (tmp_path / plain).parent == tmp_path and len(plain) <= 80 and plain[0] not in ".~"


def test_the_generated_photos_say_where_they_were_taken() -> None:
    """Else the test above cannot fail."""
    photos = [hostile.photo(hostile.random.Random(number)) for number in range(50)]
    assert any(content and b"mevrouw" in content for content in photos)
    assert any(Image.open(io.BytesIO(content)).getexif() for content in photos if content[:2] == b"\xff\xd8")
