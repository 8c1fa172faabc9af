"""The method in plain Dutch, with the thresholds that the code uses."""

from veerkracht.core import dutch, moments
from veerkracht.core.statuses import STATUSES
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import tables

_SHOWN_OF_PROTOCOL = ("reading", "comparison", "windows", "judged_in", "success")


def introduction(query: Query) -> str:
    """Return what the dashboard says of a goal, and why it says two things."""
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
    values = {row.threshold_id: dutch.number(row.value, 0) for row in query(queries.thresholds).itertuples()}
    return TEMPLATES.get_template("method.md").render(values)


def protocol_text(query: Query) -> str:
    """Return since when it is fixed how will be judged, by whom, and the hash of it; '' without a protocol."""
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
    """Return per measure what is fixed of its judgement."""
    cells = []
    for (measure_id, label), items in query(goal_queries.protocol_items).groupby(["measure_id", "label"], sort=False):
        values = dict(zip(items["aspect"], items["value"], strict=True))
        cells.append([f"{measure_id}. {label}", *(values[aspect] for aspect in _SHOWN_OF_PROTOCOL)])
    heads = ["Maat", *(dutch.PROTOCOL_ASPECT[aspect] for aspect in _SHOWN_OF_PROTOCOL)]
    return tables.plain("Hoe straks per maat wordt geoordeeld", heads, cells, len(heads))


def protocol_deviations(query: Query) -> str:
    """Return the table of what changed since it was fixed."""
    cells = [
        [
            dutch.day(moments.shown(row.noticed_at)),
            f"{row.measure_id}. {row.label}" if row.label else "alle maten",
            row.threshold if isinstance(row.threshold, str) else dutch.PROTOCOL_ASPECT.get(row.aspect, row.aspect),
            row.old_value or "–",
            row.value or "vervallen",
            row.reason,
        ]
        for row in query(goal_queries.protocol_deviations).itertuples()
    ]
    heads = ["Gezien op", "Maat", "Onderdeel", "Was", "Is", "Reden"]
    caption = "Wat sindsdien is veranderd, en waarom" if cells else "Sindsdien is er niets veranderd."
    return tables.plain(caption, heads, cells, 6)


def error_text() -> str:
    """Return how the error rates were found."""
    return (
        "Stel dat er in werkelijkheid **niets** verandert. Hoe vaak zegt een regel dan toch iets? Dat is nagerekend "
        "met duizenden toevallige jaren, die even sterk schommelen als de echte cijfers. De gewone regel kijkt alleen "
        "naar het cijfer. De regel van dit dashboard kijkt ook naar de marge."
    )


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


def dispersion_table(query: Query) -> str:
    """Return how strongly each count varies."""
    cells = [
        [row.label, f"{dutch.number(row.dispersion, 1)} keer", f"{row.buurt_count}",
         f"{row.first_period} t/m {row.last_period}"]
        for row in query(goal_queries.dispersions).itertuples()
    ]  # fmt: skip
    heads = ["Telling", "Schommelt, vergeleken met zuiver toeval", "Aantal buurten", "Jaren"]
    caption = "Geschat uit de cijfers van alle grotere buurten rond de ontwikkeling van de stad"
    return tables.plain(caption, heads, cells)


def threshold_table(query: Query) -> str:
    """Return every threshold with its value, date and reason."""
    cells = [
        [row.label, dutch.number(row.value, 0 if row.value == int(row.value) else 2), dutch.day(row.since), row.reason]
        for row in query(queries.thresholds).itertuples()
    ]
    return tables.plain("Grenzen, sinds wanneer en waarom", ["Grens", "Waarde", "Sinds", "Reden"], cells, 4)
