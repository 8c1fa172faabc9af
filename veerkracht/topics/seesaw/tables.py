"""Much and little veerkracht as a table, and the charts of buurten side by side as HTML."""

from collections.abc import Sequence

from veerkracht.core import dutch
from veerkracht.drawing import links, tables
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.topics.seesaw import charts
from veerkracht.topics.seesaw.figures import HEADING, WORDS, Balance, Share

_OF_PLAN = "{}, niet bevestigd"


def table(balances: Sequence[Balance]) -> Table:
    """Return a row per share and a column per area, the city last."""
    first = balances[0]
    columns = ("Onderwerp", "Wie", "Jaar", *(balance.area for balance in balances), first.city)
    rows = [
        _row([balance.shares[place] for balance in balances], _OF_PLAN.format(first.plan_word))
        for place in range(len(first.shares))
    ]
    return Table.of(HEADING, [Column(label) for label in columns], rows)


def _row(shares: list[Share], of_plan: str) -> list[Cell | str]:
    first = shares[0]
    is_of_plan = any(share.place for share in shares)
    period = first.figure.period
    origin = "" if is_of_plan else links.origin(first.indicator.indicator_id, period)
    return [
        Cell(text=first.indicator.label, link=origin),
        WORDS[first.side],
        period,
        *(_cell(share, of_plan) for share in shares),
        Cell(text=first.printed(first.usual), note=of_plan if is_of_plan else ""),
    ]


def _cell(share: Share, of_plan: str) -> Cell:
    figure = share.figure
    if figure.value is None:
        return Cell(text=dutch.MISSING.get(figure.missing or "", "geen gegevens"), is_gap=True)
    notes = [of_plan] if share.place else []
    if figure.lower is not None and figure.upper is not None:
        bounds = (dutch.number(bound, share.decimals) for bound in (figure.lower, figure.upper))
        notes.append("tussen {} en {}".format(*bounds))
    if figure.status and figure.status != "definitief" and not share.place:
        notes.append(dutch.STATUS[figure.status])
    return Cell(text=share.printed(figure.value), note=", ".join(notes))


def html(balances: Sequence[Balance]) -> str:
    """Return the drawings beside each other and their table; without a drawing there is only a sentence that says
    why."""
    is_drawn = any(balance.is_drawn for balance in balances)
    return tables.TEMPLATES.get_template("veerkracht.html").render(
        heading=HEADING, balances=balances, table=tables.html(table(balances), has_cards=True) if is_drawn else "",
        width=charts.WIDTH, height=charts.HEIGHT,
    )  # fmt: skip
