"""Composes a letter from parts, each on one goal, buurt or indicator, with its sentences and exhibits."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from veerkracht.core import areas, dutch
from veerkracht.core.errors import DataError
from veerkracht.core.turns import Turns
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Indicator
from veerkracht.drawing import exhibits, sentences
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.export import picture
from veerkracht.groups import sentences as group_sentences
from veerkracht.topics.goals import comparisons, early, headlines, next_steps
from veerkracht.topics.goals import exhibits as goal_exhibits
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals.rows import GoalStatus, Measure
from veerkracht.topics.letter import once
from veerkracht.topics.map import exhibits as map_exhibits
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.profile import exhibits as profile_exhibits
from veerkracht.topics.profile import queries as profile_queries
from veerkracht.topics.seesaw import exhibits as seesaw_exhibits
from veerkracht.topics.trends import exhibits as trend_exhibits
from veerkracht.topics.trends.figures import Choice

# a part takes a tenth of a second to draw; a letter of thirty can wait for some others
_DRAWING = Turns(20, 10, "Er worden al veel brieven gemaakt. Laad deze pagina over een minuut opnieuw.")


@cached
def choices(query: Query) -> dict[str, str]:
    """Return the name of every possible part by its code: doel-1, buurt-BU09350403, onderwerp-misdrijven."""
    buurten, groups = (query(profile_queries.areas, level) for level in ("buurt", "groep"))
    return (
        {f"doel-{goal_id}": f"Doel {goal_id}. {goal.name}" for goal_id, goal in goal_rows.goals(query).items()}
        | {f"buurt-{buurt.area_code}": f"Buurt {buurt.name}" for buurt in buurten.itertuples()}
        | {f"buurt-{group.area_code}": _name_of_group(query, group.area_code) for group in groups.itertuples()}
        | {
            f"onderwerp-{indicator.indicator_id}": f"Onderwerp {indicator.label}"
            for indicator in lookups.indicators(query).values()
            if indicator.figure_count
        }
    )


def letter(
    query: Query,
    link: str,
    codes: Sequence[str],
    area_codes: Sequence[str],
    title: str = "",
    has_efforts: bool = False,
    maps: Sequence[map_figures.Choice] = (),
) -> Letter:
    """Return the letter of these parts in this order, with `link` as its address.

    Parts on an indicator show `area_codes` and its own `maps`; with `has_efforts`, charts of goals mark the efforts on
    their time axis. Raises DataError when a part or an area does not exist, and Busy when too many letters are drawn.
    """
    programme = lookups.programme(query)
    require_areas(query, area_codes)
    parts = [linked(part(query, code, area_codes, has_efforts, maps), link) for code in codes]
    parts = once.without_repeats(_of_goals_alone(query, _with_chance(query, parts)))
    return Letter(
        name="-".join(codes) if 0 < len(codes) <= 2 else "raadsbrief",
        title=title or (parts[0].heading if len(parts) == 1 else f"{programme.name}: cijfers voor de raad"),
        subtitle=f"Gemeente {programme.municipality_name}, {dutch.programme(programme.name)}",
        author=exhibits.author(query),
        parts=tuple(parts),
        link=link,
        version=exhibits.version(query),
        moment=exhibits.moment(query),
    )


def require_areas(query: Query, area_codes: Sequence[str]) -> None:
    """Raise DataError when an area does not exist."""
    names = lookups.area_names(query)
    if unknown := [code for code in area_codes if code not in names]:
        example = lookups.programme(query).focus_area_codes[0]
        raise DataError(f"Gebied {', '.join(unknown)} bestaat niet. Schrijf een code, bijvoorbeeld {example}.")


def _with_chance(query: Query, parts: list[Part]) -> list[Part]:
    """Return the parts with, below the last one on a goal, how many of all verdicts in them chance alone would
    produce."""
    places = [place for place, part in enumerate(parts) if part.code.startswith("doel-")]
    goals = {int(parts[place].code.partition("-")[2]) for place in places}
    rows = [row for row in goal_rows.statuses(query) if row.goal_id in goals]
    # the tick is beside a verdict on screen, not in a letter
    if text := goal_sentences.by_chance(rows, goal_rows.holding(query)).replace(" (✓)", ""):
        last = parts[places[-1]]
        parts[places[-1]] = replace(last, sentences=(*last.sentences, text))
    return parts


def _of_goals_alone(query: Query, parts: list[Part]) -> list[Part]:
    """Return the parts without what the part on a goal has: its standings of a buurt, and its path as a trend."""
    numbers = tuple(f"Doel {part.code.partition('-')[2]}: " for part in parts if part.code.startswith("doel-"))
    paths = {exhibit.name: part for part in parts for exhibit in part.exhibits if exhibit.name.endswith("-pad")}
    city = lookups.programme(query).municipality_word
    measured = {name.split("-", 2)[2].removesuffix("-pad"): part for name, part in paths.items()}
    shortened = []
    for part in parts:
        texts, content = part.sentences, part.exhibits
        if part.code.startswith("buurt-") and numbers:
            texts = tuple(text for text in texts if not text.startswith(numbers))
        goal = measured.get(part.code.removeprefix("onderwerp-"))
        if goal is not None and _has_usual_areas(query, part):
            content = tuple(exhibit for exhibit in content if not exhibit.name.startswith("trend-"))
            texts = (f"Hoe dit cijfer zich ontwikkelde en hoe ver het van de {city} ligt, staat bij {goal.heading}.",)
        shortened.append(replace(part, sentences=texts, exhibits=content))
    return shortened


def _has_usual_areas(query: Query, part: Part) -> bool:
    """Return whether the trend of a part has no area that the path of a goal lacks."""
    usual = {lookups.area_names(query)[code] for code in lookups.usual_areas(query)}
    trends = [exhibit for exhibit in part.exhibits if exhibit.name.startswith("trend-")]
    return all({column.label for column in trend.table.columns[1:]} <= usual for trend in trends)


def linked(part: Part, link: str) -> Part:
    """Return the part with `link` as the address of each exhibit."""
    return replace(part, exhibits=tuple(replace(exhibit, link=link) for exhibit in part.exhibits))


def part(
    query: Query, code: str, area_codes: Sequence[str], has_efforts: bool = False,
    maps: Sequence[map_figures.Choice] = (),
) -> Part:  # fmt: skip
    """Return a part by its code, with its charts drawn; areas, efforts and maps as in `letter`.

    Raises DataError when it does not exist, and Busy when too many letters are drawn.
    """
    if code not in choices(query):
        area = lookups.programme(query).focus_area_codes[0]
        raise DataError(f"Onderdeel {code} bestaat niet. Schrijf doel-1, buurt-{area} of onderwerp-misdrijven.")
    kind, _, name = code.partition("-")
    if kind == "doel":
        return query.value(_draw_in_turn, goal, int(name), has_efforts)
    if kind == "buurt":
        return query.value(_draw_in_turn, buurt, name)
    topic_maps = tuple(choice for choice in maps if choice.indicator_id == name)
    return query.value(_draw_in_turn, indicator, name, tuple(area_codes), topic_maps)


def _draw_in_turn(query: Query, make: Callable[..., Part], *arguments: Hashable) -> Part:
    """Return a part with its charts drawn, one at a time; a request that waited gets the part that the previous one
    drew."""
    with _DRAWING.turn():
        return query.value(_with_charts, make, *arguments)  # so the cache counts the bytes of a part twice


def _with_charts(query: Query, make: Callable[..., Part], *arguments: Hashable) -> Part:
    """Return a part with its charts drawn, which takes most of the time of a letter."""
    part = make(query, *arguments)
    return replace(part, exhibits=tuple(picture.with_drawing(once.on_paper(exhibit)) for exhibit in part.exhibits))


def goal(query: Query, goal_id: int, has_efforts: bool = False) -> Part:
    """Return the part on a goal: per measure the sentences on both wijken, the path and the strip of buurten."""
    measures = goal_rows.measures_of(query, goal_id)
    first = measures[0][0]
    texts = [f"Het plan: “{first.target_text}” ({first.place})."]
    content: list[Exhibit] = []
    for measure in measures:
        measure_exhibits = goal_exhibits.of_measure(query, measure[0].measure_id, has_efforts)
        texts += _standing(query, measure, has_source=bool(measure_exhibits))
        content += measure_exhibits
    content += seesaw_exhibits.of_goal(query, goal_id)
    indicator_ids = dict.fromkeys(row.indicator_id for row, *_ in measures if row.indicator_id)
    indicators = [lookups.indicator(query, indicator_id) for indicator_id in indicator_ids]
    return Part(f"doel-{goal_id}", f"Doel {goal_id}. {first.name}", tuple(texts), tuple(content),
                _definitions(indicators))  # fmt: skip


def _standing(query: Query, measure: Measure, has_source: bool) -> list[str]:
    """Return two paragraphs per area, on the status of a measure and on city, plan and size, then one with the
    sentences that all areas share and one of caveats, with the source unless a chart `has_source`.

    The change of the area since a low of the country comes with the area: after the city it would read as of the city.
    """
    names, city = lookups.area_names(query), lookups.programme(query).municipality_name
    paragraphs = []
    for row in measure:
        area = names[row.area_code]
        stand, stick = goal_sentences.stand(row), goal_rows.yardstick(query, row)
        headline = headlines.headline(row, stick)
        status = [
            f"{row.label}, {area}: {stand}.",
            headline,
            *goal_sentences.standing(row, area),
            comparisons.since_before_extreme(row),
        ]
        context = [
            _beside_city(row, area, city, headline),
            comparisons.yardstick(row, stick, headline),
            goal_sentences.adopted(row, area),
            goal_sentences.absolutes(row, area),
            next_steps.detectable_in([row], goal_rows.detections(query).get(row.measure_id, ())),
        ]
        paragraphs.append([" ".join(filter(None, status)), " ".join(filter(None, context))])
    by_area, shared = once.split_shared(paragraphs)
    texts = [*(text for of_area in by_area for text in of_area), shared]
    signal = early.signals(query).get(measure[0].indicator_id or "")
    if signal is not None and not signal.why_not:
        texts.append(early.in_words(signal, names[areas.TOGETHER], measure[0].city_word))
    source = goal_sentences.source(measure[0]) if has_source else ""
    caveats = [text for text in goal_sentences.caveats(measure[0]) if text != source]
    texts.append(" ".join([*caveats, *measure[0].notes]))
    return [text for text in texts if text]


def _beside_city(row: GoalStatus, area: str, city: str, headline: str) -> str:
    """Return the change of the city and the distance to it; only in numbers when the headline has it in words."""
    gap, sizes = comparisons.standing_in_city(row), comparisons.then_and_now(row)
    sentence = comparisons.versus_city(row, area, city)
    is_said = bool(row.gap_word) and str(row.gap_word).split()[0] in headline
    return sentence.replace(f"{gap[0].upper()}{gap[1:]}.", sizes) if is_said and gap and sizes else sentence


def buurt(query: Query, code: str) -> Part:
    """Return the part on a buurt: its status on the goals, a table per theme with its figures, and its see-saws."""
    name = lookups.area_names(query)[code]
    standings = [
        f"Doel {status.goal_id}: {goal_sentences.standing(status, name)[0]}"
        for status in goal_rows.statuses(query)
        if status.area_code == code and status.value is not None
    ]
    content = [*profile_exhibits.themes(query, code), *seesaw_exhibits.of_areas(query, f"buurt-{code}", [code])]
    texts = [*profile_exhibits.introduction(query, code), *standings, *profile_exhibits.unusual(query, code)]
    texts += group_sentences.in_general(query, [code])
    heading = f"Buurt {name}" if areas.level(code) == "buurt" else _name_of_group(query, code)
    return Part(f"buurt-{code}", heading, tuple(texts), tuple(content))


def _name_of_group(query: Query, code: str) -> str:
    """Return the name of a group of buurten, after its kind."""
    kind = "Aandachtsgebied" if code in lookups.programme(query).focus_area_codes else "Eigen groep"
    return f"{kind} {lookups.area_names(query)[code]}"


def indicator(
    query: Query, indicator_id: str, area_codes: Sequence[str], maps: Sequence[map_figures.Choice] = ()
) -> Part:
    """Return the part on an indicator: its development in these areas, and its `maps`, by default that of the latest
    well-filled period.

    The indicator of a goal is compared with the baseline of the goal here too, so that a figure has one comparison.
    """
    indicator, names = lookups.indicator(query, indicator_id), lookups.area_names(query)
    programme, codes = lookups.programme(query), list(area_codes)
    frame = lookups.trend(query, indicator_id, codes)
    compared = [code for code in codes if code not in (programme.municipality_code, programme.country_code)]
    texts = sentences.city_comparison(frame, names, indicator, compared, programme.municipality_code)
    texts += sentences.development(frame, names, indicator, codes, goal_rows.baseline_period(query, indicator_id))
    last = frame[frame["value"].notna()].groupby("area_code")["period"].max()
    if last.nunique() > 1:
        texts.append(
            "Let op: de laatste cijfers zijn niet van hetzelfde jaar. Vergelijk gebieden alleen binnen één jaar."
        )
    texts += group_sentences.of_buurten(query, codes)
    if last.empty:
        texts.append(f"Van {dutch.joined([names[code] for code in codes])} zijn er geen cijfers over dit onderwerp.")
    content = [] if last.empty else [trend_exhibits.trend(query, Choice(indicator_id, tuple(codes)))]
    available = lookups.periods(query, indicator_id)
    if not available.empty and not query(queries.outlines, "buurt").empty:
        buurten = tuple(code for code in codes if code.startswith("BU") or code in programme.focus_area_codes)
        maps = maps or [map_figures.Choice(indicator_id, lookups.usual_period(available))]
        content += [map_exhibits.area_map(query, choice, buurten) for choice in maps]
    return Part(f"onderwerp-{indicator_id}", indicator.label, tuple(texts), tuple(content), _definitions([indicator]))


def _definitions(indicators: Iterable[Indicator]) -> tuple[str, ...]:
    return tuple(
        f"{indicator.label}: {dutch.definition(indicator.definition, indicator.unit, indicator.population)}"
        for indicator in indicators
    )
