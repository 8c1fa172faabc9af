"""The method in plain Dutch, with the thresholds that the code uses."""

import math
from collections.abc import Sequence

from veerkracht.core import dutch, moments, periods
from veerkracht.core.statuses import STATUSES
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import grouped
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.goals import comparisons, rows, tables
from veerkracht.topics.goals import queries as goal_queries

_BASIS = {"landelijk": "alle buurten van het land", "gemeente": "de buurten van de gemeente", "aanname": "aanname"}
ERRORS = (  # how the error rates were found
    "Stel dat er in werkelijkheid **niets** verandert. Hoe vaak zegt een regel dan toch iets? Dat is nagerekend met "
    "duizenden toevallige jaren, die even sterk schommelen als de echte cijfers. De gewone regel kijkt alleen naar het "
    "cijfer. De regel van dit dashboard kijkt ook naar de marge."
)
SPREAD = (  # introduces the table of the spread of counts
    "Hoe sterk aantallen schommelen, is geschat uit alle buurten van het land: uit hun verandering van jaar op jaar, "
    "min die van de rest van hun gemeente. Zonder landelijke cijfers is het geschat uit de buurten van de gemeente, en "
    "anders een aanname. φ hoort bij het toeval: bij zuiver toeval is φ gelijk aan 1, en de wortel van φ zegt hoeveel "
    "keer zo sterk aantallen schommelen. τ² hoort bij wat ook grote aantallen doen. De variantie van de logaritme van "
    "een aantal n is φ/n + τ²/2, die van een verandering van n naar m is φ × (1/n + 1/m) + τ². De laatste tabel toont "
    "of dat klopt: 80% van de veranderingen hoort binnen de marge van 80% te liggen."
)
_SHOWN_OF_PROTOCOL = ("reading", "comparison", "windows", "judged_in", "success")


def introduction(query: Query) -> str:
    """Return the two statements that the dashboard makes on a goal, and why there are two."""
    confidence = dutch.number(lookups.threshold(query, "screen_confidence"), 0)
    return (
        "Bij elk doel staan twee dingen. De **stand**: ligt het cijfer op het pad van de nulmeting naar het doel? En "
        "de **zekerheid**: hoe zeker weten we dat? Cijfers van één buurt schommelen van jaar tot jaar, ook als er "
        f"niets verandert. Het dashboard noemt een verandering pas als {confidence}% zeker is dat het geen toeval is. "
        "Is de marge niet bekend, dan staat dat erbij."
    )


def meanings(query: Query) -> str:
    """Return the table of all statuses: the word, what it means, and the rule behind it."""
    on_course = dutch.number(100 * lookups.threshold(query, "on_course_share"), 0)
    rules = [(status, status.rule.format(on_course=on_course)) for status in STATUSES]
    return TEMPLATES.get_template("meanings.html").render(rules=rules)


def explanation(query: Query) -> str:
    """Return how target, path, margin and comparisons are computed, as Markdown."""
    values = {
        row.threshold_id: dutch.number(row.value, dutch.decimals_of(row.value))
        for row in query(queries.thresholds).itertuples()
    }
    about = lookups.programme(query)
    values |= {"unsettled": about.plan_unsettled, "city": about.municipality_word}
    return TEMPLATES.get_template("method.md").render(values)


def protocol_text(query: Query) -> str:
    """Return since when the protocol is fixed, by whom, and its hash; '' without a protocol."""
    rows = list(query(goal_queries.protocol).itertuples())
    if not rows:
        return ""
    [fixed] = rows
    by = (
        f"bij besluit: {fixed.decision}" if fixed.status == "vastgesteld" else "als voorstel, nog niet door een besluit"
    )
    return (
        f"Sinds **{dutch.day(fixed.fixed_on)}** ligt vast hoe straks wordt geoordeeld, {by}. Zo kan niemand de maatlat "
        "kiezen die bij de uitkomst past. De grenzen en de vergelijkbare buurten horen erbij. Controlegetal: "
        f"`{fixed.sha256[:16]}`; het hele getal staat in de database, tabel protocol."
    )


def protocol_table(query: Query) -> str:
    """Return the table of what the protocol fixes per measure."""
    cells = []
    for (measure_id, label), items in query(goal_queries.protocol_items).groupby(["measure_id", "label"], sort=False):
        values = dict(zip(items["aspect"], items["value"], strict=True))
        cells.append([f"{measure_id}. {label}", *(values[aspect] for aspect in _SHOWN_OF_PROTOCOL)])
    heads = ["Maat", *(dutch.PROTOCOL_ASPECT[aspect] for aspect in _SHOWN_OF_PROTOCOL)]
    return tables.plain("Hoe straks per maat wordt geoordeeld", heads, cells, len(heads))


def protocol_deviations(query: Query) -> str:
    """Return the table of changes to the protocol since it was fixed, or a sentence that there are none, as HTML."""
    cells = [
        [
            dutch.day(moments.in_dutch_time(row.noticed_at)),
            f"{row.measure_id}. {row.label}" if row.label else "alle maten",
            row.threshold if isinstance(row.threshold, str) else dutch.PROTOCOL_ASPECT.get(row.aspect, row.aspect),
            row.old_value or "–",
            row.value or "vervallen",
            row.reason,
        ]
        for row in query(goal_queries.protocol_deviations).itertuples()
    ]
    if not cells:
        return "<p>Sindsdien is er niets veranderd.</p>"
    heads = ["Gezien op", "Maat", "Onderdeel", "Was", "Is", "Reden"]
    return tables.plain("Wat sindsdien is veranderd, en waarom", heads, cells, 6)


def error_table(query: Query) -> str:
    """Return how often each rule gives a verdict when nothing changed."""
    names = lookups.area_names(query)
    cells = [
        [
            f"{row.label}, {names[row.area_code]}",
            "dit dashboard" if row.uses_margin else "gewone regel",
            *(f"{dutch.number(100 * share, 0)}%" for share in (row.on_course, row.wrong_way, row.other, row.undecided)),
        ]
        for row in query(goal_queries.error_rates).itertuples()
    ]
    heads = ["Maat en gebied", "Regel", "“op koers” of “bereikt”", "“verkeerde kant op”", "“vooruit”",
             "“nog niet te zeggen”"]  # fmt: skip
    return tables.plain("Als er niets verandert, zegt de regel", heads, cells, 2)


def without_programme(query: Query) -> list[str]:
    """Return how many buurten moved enough for each measure with a path; a measure of two goals comes once."""
    names, lines = lookups.area_names(query), []
    for measure_id, measure in rows.measures(query).items():
        if any(status.path is not None for status in measure) and (
            sentence := comparisons.without_programme(rows.changes(query, measure_id), measure, names)
        ):
            lines.append(f"{measure[0].label}: {sentence}")
    return list(dict.fromkeys(lines))


def spread_table(query: Query) -> str:
    """Return how strongly each count varies, and the source of that estimate; equal counts share a row."""
    rows = [
        (row.label, dutch.number(row.phi, 2), f"{dutch.number(math.sqrt(row.phi), 2)} keer",
         dutch.number(row.tau2, 3), _BASIS[row.basis],
         f"{dutch.number(row.buurt_count, 0)}" if row.pair_count else "–",
         " t/m ".join(periods.parse(end).label for end in (row.first_period, row.last_period))
         if row.pair_count else "–")
        for row in query(goal_queries.count_spreads).itertuples()
    ]  # fmt: skip
    labels = grouped((tuple(spread), label) for label, *spread in rows)
    cells = [["; ".join(_without_variants(same)), *spread] for spread, same in labels.items()]
    heads = ["Telling", "φ", "Schommelt, vergeleken met zuiver toeval", "τ²", "Geschat uit", "Aantal buurten",
             "Perioden"]  # fmt: skip
    return tables.plain("Hoe sterk de tellingen schommelen", heads, cells)


def _without_variants(labels: Sequence[str]) -> list[str]:
    """Return the labels without those that begin with another: 'misdrijven, aantal' and 'misdrijven per maand'."""
    return [label for label in labels
            if not any(label != other and label.startswith(other) for other in labels)]  # fmt: skip


def coverage_table(query: Query) -> str:
    """Return how many changes are within the margin, per count and size, once for counts of the same events; '' without
    estimates."""
    rows: dict[str, list[list[str]]] = {}
    for row in query(goal_queries.count_coverage).astype({"up_to": float}).itertuples():
        rows.setdefault(row.label, []).append([
            _sizes(row.above, row.up_to), dutch.number(row.pair_count, 0), f"{dutch.number(100 * row.share, 0)}%",
            "ja" if row.message else "",
        ])  # fmt: skip
    alike = grouped((repr(sizes), label) for label, sizes in rows.items())
    unique_labels = {label for labels in alike.values() for label in _without_variants(labels)}
    cells = [[label, *size] for label, sizes in rows.items() if label in unique_labels for size in sizes]
    heads = ["Telling", "Aantal", "Veranderingen", "Binnen de marge van 80%", "Wijkt af"]
    return tables.plain("Klopt de marge, voor kleine en grote aantallen?", heads, cells, 2) if cells else ""


def reach_text(query: Query) -> str:
    """Return how many measures have a national yardstick, and why the others have none."""
    reach = query(goal_queries.yardstick_reach)
    count, without = int(reach["largest"].notna().sum()), int(reach["period"].isna().sum())
    lacks = (
        f" Van {without} zijn er geen of te weinig landelijke cijfers per buurt, zoals van wat de gemeente zelf telt."
        if without
        else ""
    )
    return (
        f"Een landelijke meetlat is er van **{dutch.part(count, len(reach), 'maat', 'maten')}** van de doelen: hoeveel "
        f"het cijfer van buurten elders gewoonlijk verandert.{lacks}"
    )


def reach_table(query: Query) -> str:
    """Return the periods and the number of buurten behind the yardstick of each measure, or why it has none; '' without
    measures."""
    cells = []
    for row in query(goal_queries.yardstick_reach).dropna(subset="period").itertuples():
        base, period = periods.parse(row.base_period), periods.parse(row.period)
        start = f"gemiddelde van {base.label}" if base.last > base.first else base.label
        ends = [dutch.number(count, 0) for count in sorted({row.smallest, row.largest})] if not row.reason else []
        why = f"geen: {dutch.WHY_NO_YARDSTICK[row.reason]}" if row.reason else " tot ".join(ends)
        cells.append([f"{row.measure_id} {row.label}", start, period.label, why])
    heads = ["Maat", "Van", "Naar", "Uit hoeveel buurten elders"]
    return tables.plain("Per maat de landelijke meetlat, of waarom die er niet is", heads, cells, 4) if cells else ""


def yardstick_text(query: Query) -> str:
    """Return how well the national yardstick predicts: how many buurten fell outside the bounds of a year earlier; ''
    when unknown."""
    texts = []
    for label, sizes in query(goal_queries.calibrations).groupby("label", sort=False):
        count, below, above = (int(sizes[name].sum()) for name in ("buurt_count", "below", "above"))
        shares = [f"{dutch.number(100 * part / count, 1)}%" for part in (below, above)]
        first = sizes.iloc[0]
        texts.append(
            f"{label}: van {dutch.number(count, 0)} buurten elders viel in {first['period']} {shares[0]} onder de "
            f"ondergrens en {shares[1]} boven de bovengrens van {first['band_period']}."
        )
    if not texts:
        return ""
    return (
        "De meetlat noemt de uiterste 10% aan elk einde ongewoon. Klopt zij, dan valt een jaar later ook ongeveer 10% "
        f"van de buurten buiten elke grens. {' '.join(texts)}"
    )


def yardstick_table(query: Query) -> str:
    """Return the bounds of the national yardstick per size, and how many buurten fell outside them a year later."""
    cells = [
        [row.label, dutch.number(row.from_count, 0),
         f"{_percent(row.band_lower)} tot {_percent(row.band_upper)}", dutch.number(row.band_count, 0),
         dutch.number(row.buurt_count, 0),
         *(f"{dutch.number(100 * part / row.buurt_count, 1)}%" for part in (row.below, row.above))]
        for row in query(goal_queries.calibrations).itertuples()
    ]  # fmt: skip
    heads = ["Telling", "Vanaf (aantal per jaar)", "80% van de veranderingen ligt tussen", "Uit hoeveel buurten",
             "Een jaar later getoetst", "Viel eronder", "Viel erboven"]  # fmt: skip
    return tables.plain("De grenzen van de landelijke meetlat, een jaar later getoetst", heads, cells)


def _sizes(above: int, up_to: float) -> str:
    """Return a range of counts in words; its upper bound is nan when there is none."""
    if math.isnan(up_to):
        return f"meer dan {dutch.number(above, 0)}"
    return f"{dutch.number(above + 1, 0)} t/m {dutch.number(up_to, 0)}"


def _percent(change: float) -> str:
    """Return the logarithm of a ratio as a change in percent."""
    return f"{dutch.signed(100 * math.expm1(change), 0, '')}%"


def threshold_table(query: Query) -> str:
    """Return every threshold with its value, date and reason."""
    cells = [
        [row.label, dutch.number(row.value, dutch.decimals_of(row.value)), dutch.day(row.since), row.reason]
        for row in query(queries.thresholds).itertuples()
    ]
    return tables.plain("Grenzen, sinds wanneer en waarom", ["Grens", "Waarde", "Sinds", "Reden"], cells, 4)
