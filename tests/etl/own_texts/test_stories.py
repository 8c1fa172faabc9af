"""A story is accepted when it says that it may be shown; every mistake in it is reported with its line."""

import io
import json
import struct
import unicodedata
import zlib
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from etl.build import freshness
from etl.command import command
from etl.own_texts import own_text, pictures, stories
from etl.own_texts.own_text import OwnText
from veerkracht.catalog import catalog
from veerkracht.core import moments, paths
from veerkracht.core.errors import SourceError

HEAD = {
    "titel": "Koffie op het plein",
    "soort": "verhaal",
    "gebieden": "[Nazareth, BU09350203]",
    "doelen": "[6, 3]",
    "datum": "2026-03-31",
    "zichtbaar": "openbaar",
    "toestemming": "ja",
}
CATALOG = catalog.load(paths.CATALOG)


def written(folder: Path, body: str = "Elke week is er koffie.", name: str = "koffie.md", **head: str | None) -> Path:
    """Write a story and return its path; a field that is None is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    fields = [f"{key}: {value}" for key, value in (HEAD | head).items() if value is not None]
    path = folder / name
    path.write_text("\n".join(["---", *fields, "---", body]), encoding="utf-8")
    return path


def checked(path: Path) -> OwnText:
    return stories.check(path, CATALOG)


def row(text: OwnText) -> dict:
    return json.loads(text.contents["verhaal.json"])


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "red").save(content, kind, **more)
    return content.getvalue()


def test_a_good_story_becomes_a_row_with_codes_and_numbers(data: Path, tmp_path: Path) -> None:
    text = checked(written(tmp_path, "# Kop\n\nTekst\n", door="opbouwwerker"))
    assert text.mistakes == [] and text.why_withdrawn == ""
    assert row(text) == {
        "title": "Koffie op het plein", "kind": "verhaal", "area_codes": ["BU09350403", "BU09350203"],
        "goal_ids": [3, 6], "date": "2026-03-31", "told_by": "opbouwwerker", "body": "# Kop\n\nTekst",
    }  # fmt: skip


@pytest.mark.slow
def test_a_story_of_the_whole_programme_names_no_buurt_and_windows_may_write_it(data: Path, tmp_path: Path) -> None:
    path = written(tmp_path, gebieden=None, doelen=None)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert row(checked(path)) | {"area_codes": [], "goal_ids": []} == row(checked(path))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "value", "line", "message"),
    [
        ("titel", None, 2, "titel: dit veld ontbreekt"),
        ("titel", '""', 2, "titel: mag niet leeg zijn"),
        ("titel", "2026", 2, "titel: 2026 moet tekst zijn"),
        ("titel", "Koffie: op het plein", 2, "teken 14: zet de tekst tussen rechte aanhalingstekens"),
        ("titel", "a" * 121, 2, "titel: is te lang (hoogstens 120 tekens)"),
        ("soort", "gedicht", 3, "soort: 'gedicht' kan niet; kies uit 'verhaal', 'casus'"),
        ("gebieden", "[Nazaret]", 4, "gebieden[1]: buurt 'Nazaret' bestaat niet; bedoelde u 'Nazareth'?"),
        ("gebieden", "[GM0935]", 4, "gebieden[1]: buurt 'GM0935' bestaat niet"),
        ("gebieden", "Nazareth", 4, "gebieden: moet een lijst zijn, zoals [Nazareth], of elk onderdeel op een eigen"),
        ("doelen", "[06]", 5, "doelen[1]: '06' kan niet; schrijf een getal met alleen cijfers en zonder 0 vooraan"),
        ("doelen", "[17]", 5, "doelen[1]: doel 17 bestaat niet; kies een getal van 1 tot en met 16"),
        ("doelen", "[gezond]", 5, "doelen[1]: 'gezond' is geen getal"),
        ("doelen", "[yes]", 5, "doelen[1]: True is geen getal"),
        ("datum", "2026-02-31", 6, "datum: '2026-02-31' bestaat niet als datum of getal"),
        ("datum", "31 maart 2026", 6, "datum: '31 maart 2026' is geen datum; schrijf jaar-maand-dag"),
        ("datum", "2026", 6, "datum: '2026' is geen datum"),
        ("datum", str(moments.today() + timedelta(7)), 6, "datum: deze dag is nog niet geweest"),
        ("zichtbaar", "iedereen", 7, "zichtbaar: 'iedereen' kan niet; kies uit 'openbaar' of 'intern'"),
        ("toestemming", "yes", 8, "toestemming: schrijf ja of nee; yes, true en 1 tellen niet"),
        ("toestemming", "misschien", 8, "toestemming: schrijf ja of nee"),
        ("door", "a" * 121, 9, "door: is te lang"),
        ("schrijver", "een naam", 9, "schrijver: dit veld bestaat hier niet"),
    ],
)
def test_a_mistake_in_a_field_is_reported_with_its_line(
    data: Path, tmp_path: Path, field: str, value: str | None, line: int, message: str
) -> None:
    text = checked(written(tmp_path, **{field: value}))
    assert [mistake.startswith(f"regel {line}, {message}") for mistake in text.mistakes] == [True], text.mistakes
    assert text.contents == {}


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_lines(data: Path, tmp_path: Path) -> None:
    text = checked(written(tmp_path, "Tekst\n<b>x</b>\n[a](javascript:x) ![](c.jpg)", soort="x", doelen="[99]"))
    lines = [mistake.split(",")[0].split(":")[0] for mistake in text.mistakes]
    assert lines == ["regel 3", "regel 5", "regel 11", "regel 11", "regel 12", "regel 12", "regel 12"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Tekst", "regel 1: begin met een regel ---"),
        ("", "regel 1: begin met een regel ---"),
        ("---\ntitel: a\n", "regel 1: zet ook onder de velden een regel ---"),
        ("---\n---\nTekst", "regel 2, bestand: moet een blok met velden zijn"),
        ("---\ntitel: 'a\n---\nTekst", "regel 2, teken 8: het aanhalingsteken dat hier opent, sluit nergens"),
        ("---\na: &x [1]\nb: *x\n---\nTekst", "regel 3: schrijf dit uit: een verwijzing (*)"),
        ("---\na: " + "[" * 900 + "]" * 900 + "\n---\nTekst", "regel 2: schrijf dit uit"),
        ("---\n" + "- " * 900 + "a\n---\nTekst", "regel 2: schrijf dit uit"),
        ("---\n? [a]\n: b\n---\nTekst", "regel 2, bestand: de naam van een veld moet een woord zijn"),
        ("---\n2026-02-31: b\n---\nTekst", "regel 2, 2026-02-31: '2026-02-31' bestaat niet"),
        ("---\na: !!python/object:os.system b\n---\nTekst", "regel 2, a: 'b' bestaat niet als datum"),
        ("---\ntitel: a\ntitel: b\n---\nTekst", "regel 2, titel: staat er twee keer (ook op regel 3)"),
    ],
)
def test_a_file_that_is_no_story_is_reported_as_such(data: Path, tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.md").write_text(content, encoding="utf-8")
    text = checked(tmp_path / "a.md")
    assert text.mistakes[0].startswith(message), text.mistakes
    assert text.contents == {} and text.why_withdrawn


PIECES = ["---", "titel: a", "toestemming: ja", "<b>", "- a", ": b", "? ", "'", "[", "&a *a", "\x00"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12))
@pytest.mark.slow
def test_any_content_of_a_file_is_checked(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "random.md"
    path.write_text("\n".join(["---", *lines]), encoding="utf-8", errors="replace")
    assert checked(path).mistakes


@pytest.mark.slow
def test_text_that_is_empty_too_long_or_not_utf_8_is_refused(data: Path, tmp_path: Path) -> None:
    assert checked(written(tmp_path, " \n")).mistakes == ["regel 10: onder de velden staat geen tekst"]
    assert "meer dan 20000 tekens" in checked(written(tmp_path, "a" * 20_001)).mistakes[0]
    assert "groter dan 100 kB" in checked(written(tmp_path, "a" * 100_001)).mistakes[0]
    path = written(tmp_path)
    path.write_bytes(path.read_bytes() + b"\xe9")
    assert "geen UTF-8" in checked(path).mistakes[0]


# --- permission -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "why"),
    [
        ({"toestemming": "nee"}, "toestemming: ja"),
        ({"toestemming": None}, "toestemming: ja"),
        ({"toestemming": "true"}, "toestemming: ja"),
        ({"toestemming": "ja, maar niet meer"}, "toestemming: ja"),
        ({"toestemming": "nee", "titel": "'kapot"}, "toestemming: ja"),
        ({"zichtbaar": "interne"}, "zichtbaar: openbaar"),
        ({"zichtbaar": None, "titel": "'kapot"}, "zichtbaar: openbaar"),
        ({"zichtbaar": "intern", "toestemming": "nee"}, "toestemming: ja"),
        ({"titel": "a\ntoestemming: nee"}, "toestemming: ja"),
    ],
)
def test_a_story_that_may_not_be_shown_is_removed_whatever_other_mistakes_it_has(
    data: Path, tmp_path: Path, head: dict[str, str | None], why: str
) -> None:
    own_text.accept(stories.NAME, [checked(written(tmp_path))])
    assert len(own_text.copies(stories.NAME)) == 1
    text = checked(written(tmp_path, **head))
    assert why in text.why_withdrawn and text.contents == {}
    attempts = own_text.accept(stories.NAME, [text])
    assert own_text.copies(stories.NAME) == []
    assert (attempts[0].outcome, attempts[0].message) == (
        "opgehaald",
        f"koffie.md wordt niet meer getoond: {text.why_withdrawn}.",
    )


@pytest.mark.parametrize("spelled", ["ja", "Ja", '"ja"', "ja  # brief van 3 maart"])
def test_permission_may_be_spelled_in_more_than_one_way(data: Path, tmp_path: Path, spelled: str) -> None:
    text = checked(written(tmp_path, toestemming=spelled))
    assert text.mistakes == [] and text.why_withdrawn == ""


@pytest.mark.slow
def test_a_typing_error_in_a_story_that_may_be_shown_leaves_its_last_good_copy(data: Path, tmp_path: Path) -> None:
    own_text.accept(stories.NAME, [checked(written(tmp_path))])
    [attempt] = own_text.accept(stories.NAME, [checked(written(tmp_path, titel="'kapot"))])
    assert attempt.outcome == "mislukt" and len(own_text.copies(stories.NAME)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("head", [{}, {"titel": "'kapot"}, {"soort": "x"}, {"datum": "gisteren"}])
def test_a_story_that_becomes_internal_is_gone_for_everybody_whatever_other_mistakes_it_has(
    data: Path, tmp_path: Path, head: dict[str, str]
) -> None:
    own_text.accept(stories.NAME, [checked(written(tmp_path))])
    text = checked(written(tmp_path, zichtbaar="intern", **head))
    assert text.is_internal and text.why_withdrawn == "" and bool(text.mistakes) == bool(head)
    attempts = own_text.accept(stories.NAME, [text])
    assert all(attempt.is_internal for attempt in attempts) and attempts[0].outcome == "opgehaald"
    assert own_text.copies(stories.NAME) == []
    assert [copy.name for copy in own_text.copies(stories.NAME, is_internal=True)] == ["koffie.md"]
    assert stories.tables(CATALOG)["story"].empty
    assert stories.tables(CATALOG, with_internal=True)["story"]["is_internal"].tolist() == [True]
    [attempt] = own_text.accept(stories.NAME, [checked(written(tmp_path, soort="x"))])  # public again, but wrong
    assert attempt.is_internal and own_text.copies(stories.NAME) == []
    own_text.accept(stories.NAME, [checked(written(tmp_path))])
    assert own_text.copies(stories.NAME, is_internal=True) == [] and len(own_text.copies(stories.NAME)) == 1
    own_text.accept(stories.NAME, [checked(written(tmp_path, zichtbaar="intern"))])
    own_text.accept(stories.NAME, [])
    assert own_text.copies(stories.NAME, is_internal=True) == []


# --- pictures ---------------------------------------------------------------------------------------------------------


def wrong_picture(folder: Path, name: str = "foto.jpg") -> str:
    text = checked(written(folder, f"![een plein]({name})"))
    assert text.contents == {}
    [mistake] = text.mistakes
    assert mistake.startswith("regel 10: ")
    return mistake


@pytest.mark.slow
def test_a_picture_is_made_smaller_upright_and_loses_what_the_camera_wrote(data: Path, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Merk"  # turned a quarter; the maker
    exif.get_ifd(0x8825)[1] = "N"  # a place
    (tmp_path / "foto.jpg").write_bytes(picture(size=(3000, 1500), exif=exif, comment=b"geheim", dpi=(300, 300)))
    content = checked(written(tmp_path, "![een plein](foto.jpg)")).contents["foto.jpg"]
    with Image.open(io.BytesIO(content)) as made:
        assert (made.format, made.size) == ("JPEG", (600, 1200))
        assert not made.getexif() and "comment" not in made.info and made.info.get("dpi") is None
    assert b"Merk" not in content and b"geheim" not in content and b"Exif" not in content


@pytest.mark.slow
def test_png_and_webp_are_accepted_and_what_is_transparent_becomes_white(data: Path, tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "a.png")
    (tmp_path / "mijn foto.webp").write_bytes(picture("WEBP"))
    text = checked(written(tmp_path, "![een](a.png) ![twee](<mijn foto.webp>)"))
    assert text.mistakes == []
    with Image.open(io.BytesIO(text.contents["a.png"])) as made:
        assert made.getpixel((1, 1)) == (255, 255, 255)
    assert set(text.contents) == {"verhaal.json", "a.png", "mijn foto.webp"}


@pytest.mark.slow
def test_a_picture_that_is_missing_is_reported_with_the_nearest_name(data: Path, tmp_path: Path) -> None:
    (tmp_path / "foto1.jpg").write_bytes(picture())
    assert "foto 'foto.jpg' bestaat niet; bedoelde u 'foto1.jpg'?" in wrong_picture(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["../foto.jpg", "/etc/passwd", "..%2Ffoto.jpg", "C:%5Cfoto.jpg", "https://a.nl/foto.jpg",
                                  "data:image/png;base64,AA", "foto.svg", "verhaal.json", ".jpg"])  # fmt: skip
def test_only_plain_names_of_pictures_are_looked_for(data: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "foto.jpg").write_bytes(picture())
    assert "zet de foto naast de tekst" in wrong_picture(tmp_path / "in", name)


def test_a_link_out_of_the_folder_is_not_followed(data: Path, tmp_path: Path) -> None:
    (tmp_path / "geheim.jpg").write_bytes(picture())
    written(tmp_path / "in")
    (tmp_path / "in" / "foto.jpg").symlink_to(tmp_path / "geheim.jpg")
    assert "is geen gewoon bestand" in wrong_picture(tmp_path / "in")
    (tmp_path / "in" / "ander.md").symlink_to(written(tmp_path))
    assert "verwijzing naar een ander bestand" in checked(tmp_path / "in" / "ander.md").mistakes[0]


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few kB that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"geen foto", "is geen goede foto"),
        (b"", "is geen goede foto"),
        (b"<svg onload='alert(1)'/>", "is geen goede foto"),
        (picture("GIF"), "is geen goede foto"),
        (picture(size=(400, 400))[:900], "is geen goede foto"),
        (picture("PNG")[:60], "is geen goede foto"),
        (bomb(8000, 8000), "heeft 64.000.000 beeldpunten; hoogstens 50.000.000 kan"),
        (bomb(10_000, 10_000), "heeft 100.000.000 beeldpunten"),
        (bomb(60_000, 60_000), "is geen goede foto"),
        (bomb(2_000_000_000, 2_000_000_000), "is geen goede foto"),
        (b"\xff\xd8\xff" + b"\0" * 10_000_000, "is groter dan 10 MB"),
    ],
    ids=["text", "empty", "svg", "gif", "half", "half_png", "bomb", "bomb2", "bomb3", "bomb4", "giant"],
)
def test_an_invalid_picture_is_refused(data: Path, tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "foto.jpg").write_bytes(content)
    assert message in wrong_picture(tmp_path)


@pytest.mark.slow
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]), st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), max_size=8)
)
def test_a_damaged_picture_is_made_safe_or_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: str, damage: list[tuple[int, int]]
) -> None:
    content = bytearray(picture(kind))
    for place, byte in damage:
        content[place % len(content)] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.jpg"
    path.write_bytes(content)
    try:
        assert pictures.sanitized(path).startswith(b"\xff\xd8")
    except SourceError as error:
        assert str(error)


@pytest.mark.slow
def test_ten_pictures_are_enough(data: Path, tmp_path: Path) -> None:
    body = "\n".join(f"![a](f{number}.jpg)" for number in range(11))
    assert checked(written(tmp_path, body)).mistakes == ["regel 10: er staan 11 foto's in; hoogstens 10 kan"]


@pytest.mark.slow
def test_names_of_areas_and_pictures_may_have_accents_apart_and_signs_that_nobody_sees(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "café.jpg")).write_bytes(picture())
    text = checked(written(tmp_path, "![Koffie](café.jpg)", gebieden="[Belve\u0301de\u0300re, Na\u00adzareth]"))
    assert text.mistakes == [] and "café.jpg" in text.contents
    assert row(text)["area_codes"] == row(checked(written(tmp_path, gebieden="[Belvédère, Nazareth]")))["area_codes"]


# --- files, command and database --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_everything_among_the_stories_is_read_or_reported(data: Path) -> None:
    folder = data / "lokaal" / "verhalen"
    for name in ("b.md", "a.MD", "notitie.txt", "foto.jpg", "README.md", "sjabloon.md", ".x.md", "~$b.md"):
        written(folder, name=name)
    (folder / "map.md").mkdir()
    assert [path.name for path in stories.files()] == ["a.MD", "b.md", "notitie.txt"]
    assert stories.matches(folder / "notitie.txt") and stories.matches(Path("a.md"))
    assert not stories.matches(Path("a.csv"))
    assert "een naam die eindigt op .md (in Kladblok" in checked(folder / "notitie.txt").mistakes[0]


def in_database(data: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(data / "veerkracht.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.slow
def test_one_command_accepts_stories_and_removes_a_withdrawn_one(data: Path) -> None:
    folder = data / "lokaal" / "verhalen"
    written(folder, "![een plein](foto.jpg)", name="Koffie & thee.md")
    (folder / "foto.jpg").write_bytes(picture())
    written(folder, name="kaal.md", gebieden=None, doelen=None)
    assert command.main(["--offline"]) == command.ALL_WELL
    [kept, other] = in_database(data, "select story_id, area_codes, goal_ids, date from story order by len(area_codes)")
    assert kept == ("kaal", [], [], date(2026, 3, 31))
    assert other[0].startswith("Koffie---thee.md-") and other[1:3] == (["BU09350403", "BU09350203"], [3, 6])
    assert in_database(data, "select story_id, name, content[:2] from story_picture") == [
        (other[0], "foto.jpg", b"\xff\xd8")
    ]
    written(folder, name="kaal.md", toestemming="nee", titel="'kapot")
    assert command.main(["--offline"]) == command.PARTLY
    assert [story_id for (story_id,) in in_database(data, "select story_id from story")] == [other[0]]


@pytest.mark.slow
def test_the_template_is_a_good_story_that_is_not_shown_until_its_writer_permits_it(data: Path) -> None:
    assert command.main(["sjabloon"]) == command.ALL_WELL
    template = data / "lokaal" / "verhalen" / "sjabloon.md"
    assert stories.files() == []
    text = checked(template)
    assert text.mistakes == [] and "toestemming" in text.why_withdrawn
    own = template.with_name("eigen.md")
    own.write_text(
        template.read_text(encoding="utf-8").replace("toestemming: nee", "toestemming: ja"), encoding="utf-8"
    )
    lines = own.read_text(encoding="utf-8").splitlines()
    mistakes = checked(own).mistakes
    still = [
        (number, line)
        for number, line in enumerate(lines, 1)
        if line.startswith(('titel: "VOORBEELD: ', "VOORBEELD: "))
    ]
    assert [mistake.split(":")[0].split(",")[0] for mistake in mistakes if "VOORBEELD" in mistake] == [
        f"regel {n}" for n, _ in still
    ]
    assert len(still) == 3
    (own.parent / "plein.jpg").write_bytes(picture())
    mended = [line.replace("VOORBEELD: ", "").replace("Schrijf hier het verhaal.", "Er was koffie.") for line in lines]
    own.write_text("\n".join(mended), encoding="utf-8")
    assert row(checked(own))["title"] == "koffie op het plein" and "plein.jpg" in checked(own).contents


def test_the_first_sentence_of_the_template_is_no_story(data: Path, tmp_path: Path) -> None:
    [mistake] = checked(written(tmp_path, "Ja.\n\nSchrijf hier het verhaal. Een lege regel")).mistakes
    assert mistake.startswith("regel 12: hier staat nog het VOORBEELD van het sjabloon")


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", ["`![een plein](plein.jpg)`", "Zie ``![een plein](plein.jpg)``.", "`a` en `![b](c.jpg)`"]
)
def test_a_picture_that_is_left_between_backticks_is_reported(data: Path, tmp_path: Path, line: str) -> None:
    assert checked(written(tmp_path, f"Tekst\n\n{line}")).mistakes == [
        "regel 12: deze foto staat tussen ` en `, en wordt zo niet getoond; haal die tekens weg"
    ]


@pytest.mark.slow
def test_code_on_both_sides_of_a_picture_is_no_mistake(data: Path, tmp_path: Path) -> None:
    (tmp_path / "plein.jpg").write_bytes(picture())
    assert checked(written(tmp_path, "`a` ![een plein](plein.jpg) `b`")).mistakes == []


@pytest.mark.slow
def test_a_name_that_notepad_made_longer_is_reported_with_its_remedy(data: Path, tmp_path: Path) -> None:
    path = written(tmp_path, name="tuin.md.txt")
    assert stories.matches(path) and "in Kladblok: Opslaan als, Alle bestanden" in checked(path).mistakes[0]


def test_a_build_without_stories_has_empty_tables(included_database: Path) -> None:
    assert in_database(included_database.parent, "select * from story") == []


@pytest.mark.slow
def test_the_check_names_all_mistakes_and_a_story_that_is_not_shown(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["controleer", str(written(tmp_path, soort="x", doelen="[99]"))]) == command.FAILED
    output = capsys.readouterr()
    assert "koffie.md: regel 3, soort" in output.out and "regel 5, doelen[1]" in output.out and "2 fouten" in output.err
    assert command.main(["controleer", str(written(tmp_path, toestemming="nee"))]) == command.ALL_WELL
    assert "goed, maar wordt niet getoond: er staat niet in: toestemming: ja" in " ".join(
        capsys.readouterr().out.split()
    )
    assert not freshness.is_current(data / "veerkracht.duckdb")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Bel 06-12345678.", "'06-12345678' lijkt op een telefoonnummer"),
        ("Bel (043) 350 40 40.", "'043) 350 40 40' lijkt op een telefoonnummer"),
        ("Bel +31 6 12 34 56 78.", "'+31 6 12 34 56 78' lijkt op een telefoonnummer"),
        ("Mail jan@voorbeeld.nl.", "'jan@voorbeeld.nl' lijkt op een e-mailadres"),
        ("In 6229 AB wonen wij.", "'6229 AB' lijkt op een postcode"),
        ("In 6229ab wonen wij.", "'6229ab' lijkt op een postcode"),
        ("Zij woont op nummer 12.", "'nummer 12' lijkt op een huisnummer"),
        ("In de Kersenstraat 12b.", "'Kersenstraat 12b' lijkt op een huisnummer"),
    ],
)
def test_what_may_lead_to_a_person_is_doubtful_and_no_mistake(
    data: Path, tmp_path: Path, words: str, what: str
) -> None:
    path = written(tmp_path, f"Een regel.\n{words}")
    text = checked(path)
    assert text.mistakes == [] and text.contents
    assert text.doubts == (f"regel 11: {what}; haal het weg als het van een bewoner is",)


@pytest.mark.slow
def test_figures_and_days_in_a_story_are_not_taken_for_persons(data: Path, tmp_path: Path) -> None:
    words = "Op 31-03-2026 en in 2024 de 1.250 bezoekers van 10 uur, 12345678901234 in ISBN, en 3 wegen op de weg in 2."
    assert checked(written(tmp_path, words)).doubts == ()


def test_the_check_of_a_story_warns_of_what_may_lead_to_a_person(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "Bel 06-12345678.")
    assert command.main(["controleer", str(path)]) == command.ALL_WELL
    printed = " ".join("".join(capsys.readouterr()).split())
    assert "koffie.md: goed." in printed and "regel 10: '06-12345678' lijkt op een telefoonnummer" in printed
