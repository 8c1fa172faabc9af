"""The contents of a checked file as HTML: its rows or fields, and for a story the text with its photos."""

from veerkracht.core import hand_ins, markup
from veerkracht.core.hand_ins import Checked
from veerkracht.drawing import tables
from veerkracht.drawing.table import Column, Table


def html(checked: Checked) -> str:
    """Return the contents of a good file; '' when the check does not list them, as for a withdrawal."""
    if not checked.rows:
        return ""
    headings, *rows = checked.rows
    caption = "Alle velden" if len(headings) == 2 else "Alle cijfers"
    if len(rows) == hand_ins.MOST_ROWS:
        caption = f"De eerste {hand_ins.MOST_ROWS} rijen"
    table = tables.html(Table.of(caption, map(Column, headings), rows), has_cards=True)
    sources = {name: f"data:image/jpeg;base64,{content}" for name, content in checked.photos}
    text = f'<article class="vk-story">{markup.html(checked.body, sources)}</article>' if checked.body else ""
    return table + text
