"""Style sheets: what they name is there to be styled."""

import re

from veerkracht.core import paths

ASSETS = paths.ROOT / "veerkracht" / "web" / "assets"


def test_every_class_of_a_style_sheet_is_one_that_is_drawn() -> None:
    """As a whole name, as one that begins as in `vk-heat-{{ step }}`, or with an end that is a text of the code."""
    drawn = "\n".join(
        file.read_text(encoding="utf-8")
        for folder in ("veerkracht", "pages")
        for file in (paths.ROOT / folder).rglob("*")
        if file.suffix in (".py", ".html", ".js", ".md")
    )
    whole = set(re.findall(r"\bvk-[a-z0-9]+(?:-[a-z0-9]+)*", drawn))
    beginnings = tuple(set(re.findall(r"\bvk-[a-z0-9-]+-(?=\{)", drawn)))
    for sheet in sorted(ASSETS.glob("*.css")):
        styled = set(re.findall(r"\.(?:st-key-)?(vk-[a-z0-9]+(?:-[a-z0-9]+)*)", sheet.read_text(encoding="utf-8")))
        lost = {name for name in styled - whole
                if not name.startswith(beginnings) and f'"{name.removeprefix("vk-")}"' not in drawn}  # fmt: skip
        assert not lost, (sheet.name, lost)
