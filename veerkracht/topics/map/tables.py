"""The table of one map or of two side by side, the same for screen and paper."""

from collections.abc import Sequence

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Indicator
from veerkracht.drawing import links
from veerkracht.drawing.table import Cell, Column, Row, Table, figure, status_note
from veerkracht.topics.map.figures import Area, View


def areas(views: Sequence[View], marked: Sequence[str] = (), by_name: bool = False, has_wijk: bool = True) -> Table:
    """Return one row per area with its figure on each map, from high to low on the first one, or by name.

    The maps are of one level. Two periods of one indicator get a column with the change; `marked` areas stand out. On
    screen the wijk is below the name, so that the table fits a phone; `has_wijk` gives it a column.
    """
    indicator = views[0].indicator
    is_change = len(views) == 2 and indicator == views[1].indicator
    return Table(
        _caption(views, is_change),
        (
            Column("Gebied"),
            *([Column("Wijk")] if has_wijk else []),
            *(Column(_heading(view, len(views) == 1 or is_change), view.indicator.decimals, view.indicator.unit)
              for view in views),
            *([_change_column(views)] if is_change else []),
        ),
        tuple(
            Row(
                (
                    _name(row[0]),
                    *([Cell(text=row[0].outline.wijk)] if has_wijk else []),
                    *(figure(area.figure, status_note(area.figure.status)) for area in row),
                    *([Cell(text=_change(row[0], row[1], indicator))] if is_change else []),
                ),
                is_focus=row[0].outline.area_code in marked,
            )
            for row in _ordered(views, by_name)
        ),
    )  # fmt: skip


def _ordered(views: Sequence[View], by_name: bool) -> list[tuple[Area, ...]]:
    """Return the areas of the maps side by side, with those without a figure on the first one last."""

    def place(row: tuple[Area, ...]) -> tuple[float, str]:
        value = row[0].figure.value
        return 0.0 if by_name else float("inf") if value is None else -value, row[0].outline.name

    return sorted(zip(*(view.areas for view in views), strict=True), key=place)


def _caption(views: Sequence[View], is_change: bool) -> str:
    if len(views) > 1 and not is_change:
        return "Twee onderwerpen"
    subject = views[0].indicator.label if is_change else views[0].title
    return f"{subject}, {dutch.in_unit(views[0].indicator.unit)}"


def _heading(view: View, is_period: bool) -> str:
    if is_period:
        return periods.parse(view.choice.period).label
    return f"{view.title}, {dutch.in_unit(view.indicator.unit)}"


def _change_column(views: Sequence[View]) -> Column:
    years = "–".join(periods.parse(view.choice.period).label for view in views)
    unit = ", in procentpunt" if views[0].indicator.unit == "%" else ""
    return Column(f"Verandering {years}{unit}", views[0].indicator.decimals)


def _name(area: Area) -> Cell:
    name = f"{area.outline.name} *" if area.is_small else area.outline.name
    return Cell(text=name, link=links.profile(area.outline.area_code), note=area.outline.wijk)


def _change(before: Area, after: Area, indicator: Indicator) -> str:
    """Return the change between two figures as printed, with its sign; '–' if one of them is missing."""
    if before.figure.value is None or after.figure.value is None:
        return "–"
    unit = "euro" if indicator.unit == "euro" else ""
    change = dutch.printed_difference(after.figure.value, before.figure.value, indicator.decimals)
    return dutch.signed(change, indicator.decimals, unit)
