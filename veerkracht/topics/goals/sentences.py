"""Where a goal stands, in plain Dutch sentences (B1): stand and certainty, the city, the other buurten, the numbers."""

from typing import Any

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.method import progress

_DIRECTION = {True: "meer", False: "minder"}


def standing(row: Any, area: str) -> list[str]:
    """Return the sentences on one measure and area: the figure, its change, the path, and how sure that is.

    `row` is a row of goal_queries.statuses, `area` the name of the area.
    """
    if pd.isna(row.value):
        return [row.reason, _aim(row)]
    sentences = [f"{figure(row, row.value, row.period, area)} {_change(row)}".strip(), _path(row), _certainty(row)]
    return [sentence for sentence in sentences if sentence]


def caveats(row: Any) -> list[str]:
    """Return the source of a measure and what to mind with its figures, whatever the area."""
    sentences = [] if pd.isna(row.publisher) else [f"Bron: {row.publisher}, {row.source_title}."]
    if row.proxy:
        sentences.append(f"Benadering: {row.proxy}")
    if row.is_model:
        sentences.append("Dit zijn schattingen van een rekenmodel. Die kunnen het effect van het programma niet tonen.")
    if row.figure_status == "niet_bevestigd":
        sentences.append("De cijfers komen uit een kopie en zijn nog niet bij de bron bevestigd.")
    if pd.isna(row.value) and row.baseline_note:
        sentences.append(f"Over de nulmeting: {row.baseline_note}")
    if pd.notna(row.value) and pd.notna(row.next_period):
        sentences.append(f"Volgende meting: {row.next_period}, verwacht {row.next_expected}. {row.next_note}".strip())
    return sentences


def figure(row: Any, value: float, period: str, area: str) -> str:
    """Return the figure as a sentence: 'In 2024 vond 58,9% van de volwassenen in Nazareth …'."""
    when = f"In {periods.parse(period).label}"
    if row.statement:
        text = dutch.short_figure(value, row.figure_decimals, row.unit)
        return f"{when} {row.statement.format(value=text, area=area)}."
    return f"{when} was het cijfer in {area} {dutch.figure(value, row.figure_decimals, row.unit)}."


def versus_city(row: Any, area: str, city: str) -> str:
    """Return whether the city moved too, and the gap to it then and now; '' when a side is unknown."""
    if pd.isna(row.value) or pd.isna(row.city_baseline) or pd.isna(row.city_now) or pd.isna(row.baseline_published):
        return ""
    first = dutch.apart(row.baseline_published, row.city_baseline, row.figure_decimals)
    now = dutch.apart(row.value, row.city_now, row.figure_decimals)
    own = dutch.apart(row.value, row.baseline_published, row.figure_decimals)
    other = dutch.apart(row.city_now, row.city_baseline, row.figure_decimals)
    texts = [dutch.short_figure(value, row.figure_decimals, row.unit) for value in (row.city_baseline, row.city_now)]
    together = "ook" if own * other > 0 else "juist" if own else "wel"
    moved = (
        "bleef het cijfer gelijk" if other == 0 else f"ging het cijfer {together} {'omhoog' if other > 0 else 'omlaag'}"
    )
    lay = "lagen" if row.area_code == areas.TOGETHER else "lag"
    became = "groter" if abs(now) > abs(first) else "kleiner" if abs(now) < abs(first) else "niet groter of kleiner"
    return (
        f"In heel {city} {moved}: van {texts[0]} naar {texts[1]}. Het verschil met de stad werd {became}: in "
        f"{row.baseline_period} {lay} {area} {above(row, first)} de stad, in {row.period} {above(row, now)} de stad"
        f"{_per(row)}."
    )


def detectable(row: Any) -> str:
    """Return from what size on a change would show, '' when no margin is known."""
    if pd.isna(row.detectable_change):
        return ""
    has_share = row.unit != "%" and pd.notna(row.baseline) and row.baseline
    share = f" ({dutch.number(100 * row.detectable_change / row.baseline, 0)}%)" if has_share else ""
    size = dutch.difference(row.detectable_change, row.figure_decimals, row.unit)
    sure = dutch.number(row.export_confidence, 0)
    return f"Met {sure}% zekerheid is een verandering pas zichtbaar vanaf {size}{share}."


def absolutes(row: Any, area: str) -> str:
    """Return what the target is in persons, reports and the like; '' without a target or for amounts of money."""
    if pd.isna(row.absolute_target) or pd.isna(row.absolute_baseline):
        return ""
    if row.unit == "%":
        size = dutch.number(abs(row.absolute_target - row.absolute_baseline), 0)
        points = abs(row.target - row.baseline)
        change = dutch.difference(points, 0 if abs(points - round(points)) < 1e-9 else row.figure_decimals, "%")
        people = dutch.number(row.inhabitants, 0)
        return (
            f"Een verschil van {change} is, gerekend over alle {people} inwoners van {area} "
            f"({row.inhabitants_period}), hetzelfde als {size} mensen."
        )
    first, last = (dutch.number(value, 0) for value in (row.absolute_baseline, row.absolute_target))
    now = "" if pd.isna(row.absolute_value) else f" In {row.period} waren het er {dutch.number(row.absolute_value, 0)}."
    return f"In aantallen is het doel in {area}: van {first} naar {last} {row.counted}.{now}"


def without_programme(changes: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Return how many buurten moved at least as much as the focus areas need to, '' when none can be compared.

    `changes` as goal_queries.changes, `rows` those of goal_queries.statuses of the measure.
    """
    required = required_change(rows)
    buurten = changes[changes["area_code"].str.startswith("BU")]
    if buurten.empty or required is None:
        return ""
    sign = progress.SIGN[rows.iloc[0].direction]
    enough = int((sign * buurten["change"] >= abs(required)).sum())
    first, last, count = (buurten.iloc[0][name] for name in ("first_period", "last_period", "buurt_count"))
    absent = int(count - len(buurten))
    without = "1 buurt heeft" if absent == 1 else f"{absent} buurten hebben"
    went = "ging" if enough == 1 else "gingen"
    told = (
        f"{enough} van de {len(buurten)} buurten met cijfers {went} van {first} tot {last} minstens zo veel vooruit "
        "als nodig is om op het pad te liggen."
    )
    return f"{told} {without} geen cijfers." if absent else told


def required_change(rows: pd.DataFrame) -> float | None:
    """Return the change the path asks for by the latest measurement, as goal_queries.changes measures change."""
    measured = rows[rows["path"].notna() & (rows["area_code"] != areas.TOGETHER)]
    if measured.empty:
        return None
    row = measured.iloc[0]
    change = row.path - row.baseline
    return float(100 * change / row.baseline) if row.reading == "procent" else float(change)


def windows(frame: pd.DataFrame, rows: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Return what means over several years can tell that one year cannot, and from when; [] without such means.

    `frame` as goal_queries.windows, `rows` those of goal_queries.statuses of the measure.
    """
    if frame.empty:
        return []
    first, last = (periods.parse(frame.iloc[0][name]) for name in ("first_window", "last_window"))
    size = last.last - last.first + 1
    row = rows.iloc[0]
    parts = [
        f"{names[one.area_code]} vanaf {dutch.difference(one.detectable_change, row.figure_decimals, row.unit)} "
        f"({dutch.number(100 * one.detectable_change / one.first_value, 0)}%)"
        for one in frame.itertuples()
    ]
    sentences = [
        f"Eén jaar zegt bij zulke kleine aantallen weinig. Vergelijk daarom {size} jaren met {size} jaren: "
        f"{first.label} met {last.label}. Dan is een verandering zichtbaar in {dutch.joined(parts)}."
    ]
    measured = int(frame.iloc[0].years_measured)
    if measured < size:
        sentences.append(
            f"Dat kan als de cijfers over {last.last} er zijn, dus vanaf {last.last + 1}. Nu "
            f"{'is' if measured == 1 else 'zijn'} er {measured} van de {size} jaren."
        )
    smallest = min(100 * one.detectable_change / one.first_value for one in frame.itertuples())
    if row.reading == "procent" and smallest > row.amount:
        sentences.append(
            f"Het doel is {dutch.number(row.amount, 0)}%. Ook met {size} jaren samen is een verandering van die "
            "grootte niet van toeval te onderscheiden."
        )
    return sentences


def since_last(frame: pd.DataFrame) -> str:
    """Return which goals have a new figure and whose status changed with it. `frame` as goal_queries.statuses."""
    measured = frame[frame["value"].notna()]
    total = frame["goal_id"].nunique()
    if measured.empty:
        return f"Voor geen van de {total} doelen is er al een meting na de nulmeting."
    goals = [f"{one.goal_id}. {one.name} ({one.period})" for one in measured.drop_duplicates("goal_id").itertuples()]
    changed = measured[measured["previous_status"].notna() & (measured["previous_status"] != measured["status"])]
    names = [f"{one.goal_id}. {one.name}" for one in changed.drop_duplicates("goal_id").itertuples()]
    first = measured["previous_status"].isna().all()
    news = (
        f"Voor {'dit doel' if len(goals) == 1 else 'al deze doelen'} is dit de eerste meting na de nulmeting."
        if first
        else f"De stand is veranderd bij {dutch.joined(names)}." if names else "Geen enkele stand is veranderd."
    )  # fmt: skip
    return (
        f"{len(goals)} van de {total} doelen {'heeft' if len(goals) == 1 else 'hebben'} een cijfer van na de "
        f"nulmeting: {dutch.joined(goals)}. {news} **Een verandering is nog geen effect van het programma**: cijfers "
        "van een buurt schommelen, en vaak verandert de hele stad mee."
    )


def adopted(row: Any, area: str) -> str:
    """Return what the stand is when measured from the baseline as adopted, '' when the publisher did not restate it."""
    if not is_restated(row):
        return ""
    texts = [
        dutch.short_figure(row.baseline_adopted, row.decimals, row.unit),
        dutch.short_figure(row.baseline_published, row.figure_decimals, row.unit),
    ]
    sentence = (
        f"Het plan noemt voor {area} een nulmeting van {texts[0]}. De bron heeft {row.baseline_period} later opnieuw "
        f"berekend: {texts[1]}. Het dashboard vergelijkt cijfers uit dezelfde uitgave."
    )
    if pd.notna(row.status_adopted):
        same = "ook" if row.status_adopted == row.status else "niet dezelfde, maar"
        sentence += f" Vanaf het vastgestelde cijfer gerekend is de stand {same}: {row.status_adopted}."
    return sentence


def chance(row: Any) -> str:
    """Return how strongly a count varies, '' for other figures."""
    if pd.isna(row.dispersion):
        return ""
    return (
        f"Toeval: buurten schommelen van jaar tot jaar {dutch.number(row.dispersion, 1)} keer zo sterk als bij zuiver "
        "toeval (geschat rond de ontwikkeling van de stad). Daarmee is de marge berekend."
    )


def certainty(row: Any) -> str:
    """Return how sure a status is, in few words; '' without a figure."""
    if pd.isna(row.certainty):
        return ""
    if row.certainty != "marge bekend":
        return str(row.certainty)
    return "binnen de marge" if row.status == "nog niet te zeggen" else "met marge"


def is_restated(row: Any) -> bool:
    """Return whether the published baseline differs from the adopted one by more than its rounding."""
    if pd.isna(row.baseline_published) or pd.isna(row.baseline_adopted):
        return False
    return bool(abs(row.baseline_published - row.baseline_adopted) >= 0.5 * 10.0**-row.decimals)


def _aim(row: Any) -> str:
    """Return baseline and target of a measure without a new figure."""
    reading = dutch.reading(row.reading, row.amount, row.direction, row.unit)
    aim = f"{reading} in {row.target_year}"
    if row.reading == "richting":
        aim = f"een cijfer dat {row.direction} gaat, zonder getal"
    elif pd.notna(row.target):
        aim = f"{dutch.figure(row.target, row.decimals, row.unit)} in {row.target_year}"
    if pd.isna(row.baseline_adopted):
        return f"Het doel is {aim}."
    start = dutch.figure(row.baseline_adopted, row.decimals, row.unit)
    return f"Het plan gaat uit van {start} in {row.baseline_period}. Het doel is {aim}."


def _change(row: Any) -> str:
    if pd.isna(row.change):
        return ""
    change = dutch.apart(row.value, row.baseline, row.figure_decimals)
    first = dutch.short_figure(row.baseline, row.figure_decimals, row.unit)
    if change == 0:
        return f"Dat is evenveel als in {row.baseline_period}."
    size = dutch.difference(change, row.figure_decimals, row.unit)
    return f"Dat is {size} {_DIRECTION[change > 0]} dan in {row.baseline_period} ({first})."


def _path(row: Any) -> str:
    if pd.isna(row.path):
        return ""
    path = dutch.short_figure(row.path, row.figure_decimals, row.unit)
    target = dutch.short_figure(row.target, row.figure_decimals, row.unit)
    size = distance(row, row.path)
    place = f"{_size(row, size)} {side(size)} op" if size else "precies op"
    return f"Het cijfer ligt {place} het pad van {path} in {row.period}, op weg naar {target} in {row.target_year}."


def distance(row: Any, path: float) -> float:
    """Return the distance of the latest figure to a path as a reader subtracts them, positive when ahead."""
    return progress.SIGN[row.direction] * dutch.apart(row.value, path, row.figure_decimals)


def side(size: float) -> str:
    """Return on which side of a path a distance lies."""
    return "voor" if size > 0 else "achter" if size < 0 else "op het pad"


def _certainty(row: Any) -> str:
    if row.certainty == "marge onbekend":
        return str(row.reason) if pd.isna(row.path) else dutch.NO_MARGIN
    if pd.isna(row.change_lower):
        return str(row.reason)
    sign = progress.SIGN[row.direction]
    ends = sorted(sign * bound for bound in (row.change_lower, row.change_upper))
    texts = [f"{_size(row, end)} {_DIRECTION[end > 0]}" for end in ends]
    assumed = " (met een aanname over de steekproef)" if row.certainty == "marge met aanname" else ""
    return (
        f"Met {dutch.number(row.confidence, 0)}% zekerheid ligt de werkelijke verandering tussen {texts[0]} en "
        f"{texts[1]}{_per(row)}{assumed}. {row.reason}"
    )


def above(row: Any, difference: float) -> str:
    """Return where an area lies against the city: '11,1 procentpunt onder', '20 boven', 'gelijk met'."""
    return f"{_size(row, difference)} {'boven' if difference > 0 else 'onder'}" if difference else "gelijk met"


def _size(row: Any, difference: float) -> str:
    """Return a difference without the unit of a rate, where the sentence or the one before it names that (`_per`)."""
    return dutch.difference(difference, row.figure_decimals, "" if dutch.is_rate(row.unit) else row.unit)


def _per(row: Any) -> str:
    return f" ({row.unit})" if dutch.is_rate(row.unit) else ""
