"""Files that somebody might hand in to do harm, generated from a number."""

import io
import random
import zipfile
from collections.abc import Callable

from openpyxl import Workbook
from PIL import Image

NAMES = ["../../boven.csv", "..\\boven.csv", "/etc/passwd.csv", "C:\\x.csv", "con.csv", "a\0b.csv", ".verborgen.csv",
         "~$open.xlsx", "sjabloon.csv", "x" * 300 + ".csv", "goed.csv", "goed.xlsx", "verhaal.md", "verhaal.zip",
         "inspanningen.yaml", "besluiten.yaml", "begroting.yml", "a.xlsm", "a.exe", "a.csv.exe", "a.svg", "a.html",
         "<script>.csv", "a;rm -rf.csv", "$(id).csv", "ａ.csv", "a\u202evsc.exe", " ", "..", "a.",
         "naam.csv "]  # fmt: skip
CELLS = ["=1+1", "=HYPERLINK(\"http://x\")", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3", "<script>alert(1)</script>",
         "{{7*7}}", "${7*7}", "'; drop table observation; --", "\u202e", "\ufeff", "\x1b[31m", "9" * 5000, "NaN",
         "../../x", "58,9", "toegang_tot_hulp", "BU09350403", "2024", "212", "intern", "openbaar", "", "é",
         "\U0001f600",
         "<img src=x onerror=alert(1)>", "javascript:alert(1)", "\r\n", ";", "\t", '"']  # fmt: skip
HEADER = ["indicator", "gebied", "periode", "waarde", "n", "bron", "opmerking", "zichtbaar"]
GOOD = ["toegang_tot_hulp", "BU09350403", "2024", "58", "212", "Peiling", "", "openbaar"]
HEAD = "---\ntitel: Plein\nsoort: verhaal\ndatum: 2026-01-01\nzichtbaar: openbaar\ntoestemming: ja\n---\n\n"
TEXTS = ["<script>alert(1)</script>", "![x](../../secrets.jpg)", "![x](http://x/y.jpg)", "[x](javascript:alert(1))",
         "<iframe src=x>", "![x](foto.jpg)", "[x](data:text/html,x)", "`" * 4000, "> " * 3000, "[" * 5000,
         "**" * 5000,
         "<svg onload=alert(1)>", "een gewone zin", "&lt;b&gt;", "|" * 500, "\0",
         "---", "toestemming: nee"]  # fmt: skip
YAML = ["a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]", "!!python/object/apply:os.system ['id']", "{" * 2000,
        "[" * 2000, "inspanningen: *x", "inspanningen:\n  - id: ../x\n    naam: <b>",
        "besluiten:\n  - datum: 2026-01-01\n"
        "    besluit: <script>", "? [a]\n: b", "%TAG ! x", "- " * 3000, "inspanningen: !!binary x",
        "\t", "a" * 100_000, "intrekking: {verhaal: ../../secrets, titel: <b>, wie: x}",
        "intrekking: {verhaal: con, titel: a, wie: b}", "intrekking: {verhaal: plein, titel: '![x](y)', wie: '=1+1'}",
        "intrekking: {verhaal: [*x], titel: 2024-01-01, wie: !!python/name:os.system ''}"]  # fmt: skip


def photo(chance: random.Random) -> bytes:
    """Return a photo with where it was taken in it, or something that claims to be one."""
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = "thuis bij mevrouw X", {1: "N", 2: (50.0, 50.0, 50.0)}
    Image.new("RGB", (chance.randrange(1, 40), 8), "red").save(made, chance.choice(["JPEG", "PNG", "WEBP"]), exif=exif)
    content = made.getvalue()
    return chance.choice([content, content[: chance.randrange(len(content))], content + b"<script>alert(1)</script>",
                          b"<svg onload='alert(1)'/>", b"MZ" + content, b"GIF89a", b""])  # fmt: skip


def _csv(chance: random.Random) -> bytes:
    rows = [HEADER, *([chance.choice([*CELLS, *GOOD]) for _ in HEADER] for _ in range(chance.randrange(6))), GOOD]
    text = chance.choice(["\n", "\r\n", "\r"]).join(chance.choice([";", ",", "\t"]).join(row) for row in rows)
    return text.encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "latin-1"]), "replace")


def _workbook(chance: random.Random) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(HEADER)
    for _ in range(chance.randrange(4)):
        row = [chance.choice([*CELLS, *GOOD]) for _ in HEADER]
        sheet.append(["".join(sign for sign in cell if sign.isprintable())[:1000] for cell in row])
    sheet.append(GOOD)
    sheet.sheet_state = chance.choice(["visible", "visible", "hidden", "veryHidden"]) if len(book.sheetnames) > 1 else (
        "visible"
    )  # fmt: skip
    made = io.BytesIO()
    book.save(made)
    return _spoiled_archive(made.getvalue(), chance)


def _spoiled_archive(content: bytes, chance: random.Random) -> bytes:
    """Return a workbook of which a part is replaced: an entity bomb, a reference outside, a macro, or noise."""
    parts = {name: zipfile.ZipFile(io.BytesIO(content)).read(name)
             for name in zipfile.ZipFile(io.BytesIO(content)).namelist()}  # fmt: skip
    name = chance.choice([*parts])
    match chance.randrange(8):
        case 0:
            parts[name] = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
        case 1:
            parts[name] = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
        case 2:
            parts["xl/vbaProject.bin"] = b"macro"
        case 3:
            parts[name] = parts[name][: chance.randrange(len(parts[name]) + 1)]
        case 4:
            parts["../../uit.xml"] = b"x"
        case 5:
            parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData>" + b"<row><c/></row>" * 2000
        case 6:
            parts["xl/media/bom.bin"] = b"\0" * 3_000_000
    return _zip(parts)


def _zip(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def story(chance: random.Random) -> bytes:
    """Return the text of a story with what does not belong in one."""
    head = HEAD if chance.random() < 0.7 else HEAD.replace("verhaal", chance.choice(CELLS)[:200])
    body = "\n\n".join(chance.choice(TEXTS) for _ in range(chance.randrange(1, 5)))
    return (head + body).encode()


def _archive(chance: random.Random) -> bytes:
    names = ["verhaal.md", "foto.jpg", "../uit.jpg", "/uit.jpg", "map/foto.jpg", "foto.JPG", "a.exe", "x.zip",
             "tweede.md", "..", "foto.png", "..\\uit.jpg", ".foto.jpg", "verhaal.md.jpg"]  # fmt: skip
    chosen = [names[0], *chance.sample(names, chance.randrange(5))] if chance.random() < 0.9 else []
    parts = {name: story(chance) if name.endswith(".md") else photo(chance) for name in chosen}
    if chance.random() < 0.1:
        parts["groot.jpg"] = b"\0" * 30_000_000
    content = bytearray(_zip(parts))
    if content and chance.random() < 0.3:
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _yaml(chance: random.Random) -> bytes:
    return "\n".join(chance.choice(YAML) for _ in range(chance.randrange(1, 3))).encode()


def _noise(chance: random.Random) -> bytes:
    return chance.choice([b"", b"\xff\xfe", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-1.7", chance.randbytes(300),
                          b"\0" * 4_000_001])  # fmt: skip


_CONTENTS: dict[str, list[Callable[[random.Random], bytes]]] = {
    ".csv": [_csv, _csv, _noise],
    ".xlsx": [_workbook, _workbook, _archive, _noise],
    ".md": [story, story, _noise],
    ".zip": [_archive, _archive, _workbook, _noise],
    ".yaml": [_yaml, _noise],
}


def generated(number: int) -> tuple[str, bytes]:
    """Return the name and the content of the file of this number: mostly a name that is taken, with content that is
    not, or the other way round."""
    chance = random.Random(number)
    suffix = chance.choice([*_CONTENTS])
    names = {".csv": "goed.csv", ".xlsx": "goed.xlsx", ".md": "verhaal.md", ".zip": "verhaal.zip",
             ".yaml": f"{chance.choice(['inspanningen', 'besluiten', 'begroting', 'intrekking'])}.yaml"}  # fmt: skip
    name = names[suffix] if chance.random() < 0.85 else chance.choice(NAMES)
    return name, chance.choice(_CONTENTS[suffix])(chance)
