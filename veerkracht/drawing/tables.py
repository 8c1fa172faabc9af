"""Tables as accessible HTML, and small HTML fragments shared by pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import jinja2

from veerkracht.core.statuses import STATUS
from veerkracht.drawing import sparklines
from veerkracht.drawing.table import Cell, Column, Row, Table, bounds, without_margin

TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class _ScreenCell:
    """A cell in HTML: its CSS class, the status whose mark precedes it, and its link, text and small print."""

    style: str
    mark: str
    link: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class _ScreenRow:
    """A row in HTML: its CSS class and its cells."""

    style: str
    cells: list[_ScreenCell]


def html(table: Table, has_cards: bool = False) -> str:
    """Return a table for the screen, with margins and notes in small print below the figure.

    With `has_cards` each row is a card on a phone, for a table that is too wide for it.
    """
    groups = [
        (
            group,
            [
                _ScreenRow(_classes("vk-focus" if row.is_focus else "", row.style), _cells(row, table.columns))
                for row in rows
            ],
        )
        for group, rows in _by_group(table.rows)
    ]
    return TEMPLATES.get_template("table.html").render(table=table, groups=groups, has_cards=has_cards)


def _cells(row: Row, columns: Iterable[Column]) -> list[_ScreenCell]:
    return [
        _ScreenCell(
            _classes("vk-gap" if cell.is_gap else "", "vk-text" if column.decimals is None else "", cell.style),
            cell.mark, cell.link, without_margin(cell, column), _small_print(cell, column),
        )
        for cell, column in zip(row.cells, columns, strict=True)
    ]  # fmt: skip


def _small_print(cell: Cell, column: Column) -> str:
    has_margin = cell.lower is not None and column.decimals is not None
    margin = f"tussen {bounds(cell, column.decimals or 0, ' en ')}" if has_margin else ""
    return ", ".join(filter(None, (margin, cell.note)))


def _classes(*names: str) -> str:
    return " ".join(filter(None, names))


def _by_group(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    return [(group, list(members)) for group, members in groupby(rows, key=lambda row: row.group)]


TEMPLATES.globals["STATUS"] = STATUS
TEMPLATES.filters["groupby_consecutive"] = _by_group
TEMPLATES.filters["image_address"] = sparklines.address


def link(address: str, text: str, style: str = "") -> str:
    """Return a link to a page of the dashboard."""
    return TEMPLATES.get_template("link.html").render(address=address, text=text, style=style)


def unknown_notice(unknown: str, how: str, text: str) -> str:
    """Return that something is unknown, and that the programme team would like to hear it; `how` is the address with
    instructions for that team, `text` the link text."""
    return TEMPLATES.from_string(
        "<p class='vk-notice' role='note'>{{ unknown }} Weet u meer? Zeg het tegen het programmateam. "
        "<a href='{{ how }}' target='_self'>{{ text }}</a></p>"
    ).render(unknown=unknown, how=how, text=text)


def notice(text: str, address: str, more: str) -> str:
    """Return a notice on a page, with a link to details."""
    return TEMPLATES.get_template("notice.html").render(text=text, address=address, more=more)


def no_webgl() -> str:
    """Return a notice with a link to the light map, which browser.js shows in browsers that need it."""
    return TEMPLATES.get_template("no_webgl.html").render()


def legend(title: str, items: list[tuple[str, str]], has_plate: bool = False) -> str:
    """Return a legend: a title and (colour, label) pairs. That of a chart with a PLATE stays light in dark mode."""
    return TEMPLATES.get_template("legend.html").render(title=title, items=items, has_plate=has_plate)


@lru_cache
def storage(key: str, content: str | None) -> str:
    """Return what browser.js must store in the browser of a visitor under a key, '' to delete it; None requests the
    stored value."""
    return TEMPLATES.get_template("storage.html").render(key=key, content=content)


def file_field(key: str, label: str, accept: str, most_bytes: int, many: bool, keep: str = "") -> str:
    """Return a field to choose files with these extensions, which browser.js reads and sends to the page; `keep` is ja
    for files to keep in the browser, weg to delete them."""
    return TEMPLATES.get_template("file_field.html").render(
        key=key, label=label, accept=accept, most_bytes=most_bytes, many=many, keep=keep
    )


def lines(title: str, lines: Iterable[str], style: str, role: str = "status") -> str:
    """Return a title with a list of lines below it; `style` is goed, fout or let-op."""
    return TEMPLATES.get_template("hand_in_lines.html").render(title=title, lines=[*lines], style=style, role=role)


def browser_button(label: str, action: str) -> str:
    """Return a button for something only the browser can do: an action of browser.js (link, print, fullscreen)."""
    return TEMPLATES.get_template("browser_button.html").render(label=label, action=action)
