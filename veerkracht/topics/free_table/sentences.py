"""Texts of the page Eigen tabel, in plain Dutch (B1)."""

from veerkracht.core import dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.topics.free_table.figures import MOST, Choice, Grid, Key, Value

NO_REFERENCE, NO_FIGURE = "niet te vergelijken", "geen cijfer"


def displays(city: CityWord) -> dict[str, str]:
    """Return what a cell can display, by its code."""
    middle = "Verschil met de middelste buurt"
    return {"cijfer": "Cijfer", "stad": f"Verschil met de {city}", "midden": middle}


def title(grid: Grid) -> str:
    """Return the content of the table: '3 onderwerpen, 5 gebieden, 2022 tot en met 2024'."""
    choice = grid.choice
    if len(choice.indicator_ids) == 1:
        what = grid.indicators[choice.indicator_ids[0]].label
    else:
        what = f"{len(choice.indicator_ids)} onderwerpen"
    where = grid.names[choice.area_codes[0]] if len(choice.area_codes) == 1 else f"{len(choice.area_codes)} gebieden"
    return f"{what}, {where}, {_years(choice)}"


def _years(choice: Choice) -> str:
    first, last = min(choice.years), max(choice.years)
    is_whole = int(last) - int(first) + 1 == len(choice.years)
    if len(choice.years) == 1:
        return first
    return periods.parse(f"{first}/{last}").label if is_whole else dutch.joined(sorted(choice.years))


def caption(grid: Grid) -> str:
    """Return what a cell displays."""
    match grid.choice.display:
        case "stad":
            return f"In elke cel het verschil met {grid.city}"
        case "midden":
            return "In elke cel het verschil met de middelste buurt"
        case _:
            return "In elke cel het cijfer van een gebied in een jaar"


def too_many(choice: Choice) -> str:
    """Return that the table is too large for the screen and what to do, '' if it is not."""
    if choice.count <= MOST:
        return ""
    return (
        f"Deze tabel heeft {dutch.number(choice.count, 0)} cellen. Op het scherm passen er {dutch.number(MOST, 0)}. "
        "Kies minder jaren, onderwerpen of gebieden. Alles tegelijk staat in het datapakket, bij Bronnen."
    )


def nothing(choice: Choice) -> str:
    """Return what to choose first, '' if there is a table."""
    chosen = {"onderwerpen": choice.indicator_ids, "gebieden": choice.area_codes}
    if choice.indicator_ids:  # they determine which years there are
        chosen["jaren"] = choice.years
    lacking = [words for words, codes in chosen.items() if not codes]
    return f"Kies hierboven een of meer {dutch.joined(lacking)}." if lacking else ""


def why_none(value: Value) -> str:
    """Return why a cell has no figure."""
    if value.missing == "no_reference":
        return NO_REFERENCE
    return dutch.MISSING.get(value.missing, NO_FIGURE)


def text(value: Value, key: Key, grid: Grid) -> str:
    """Return a figure below a heading that names its unit, or a difference with its sign."""
    indicator = grid.indicators[key.indicator_id]
    assert value.value is not None
    if grid.choice.display == "cijfer":
        return dutch.short_figure(value.value, indicator.decimals, indicator.unit)
    return dutch.signed(value.value, indicator.decimals, "euro" if indicator.unit == "euro" else "") or "0"


def notes(grid: Grid) -> list[str]:
    """Return how to read the table."""
    lines = []
    if grid.choice.display == "stad":
        lines.append(
            f"Plus is hoger dan {grid.city}, min is lager. Een aantal heeft geen verschil: een {grid.city_word} heeft "
            "er altijd meer."
        )
    if grid.choice.display == "midden":
        lines.append(
            "De middelste buurt staat in het midden als alle buurten op een rij staan. Kleine tellen niet mee."
        )
    if grid.choice.display == "cijfer" and any(value.lower is not None for value in grid.cells.values()):
        lines.append(
            "Klein onder een cijfer staan de grenzen van de marge."
            if grid.choice.has_margin
            else "Zet “Met marges” aan om de grenzen van elk cijfer te zien."
        )
    lines.append("Een klein verschil kan toeval zijn.")
    return lines
