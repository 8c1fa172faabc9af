"""What a measure is missing and what comes next, in plain Dutch: who has to act, and which size of change is
detectable."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from veerkracht.core import areas, dutch, periods
from veerkracht.core.codes import LackKind
from veerkracht.topics.goals.rows import Detection, GoalStatus, Window

NOBODY_NAMED = "nog niet bekend wie"
NOT_KNOWN = "nog niet bekend"
# shares in words, each accurate to a few hundredths
_PARTS = {0.1: "een tiende", 0.2: "een vijfde", 0.25: "een kwart", 1 / 3: "een derde", 0.5: "de helft"}
_NEAR_PART = 0.02
_MOST_NAMES = 3  # of areas in one line
_LACKS: dict[LackKind, str] = {
    "no_source": "Gepland: {planned}.",
    "own_figures": "Eigen cijfers: {planned}.",
    "not_included": "{publisher} heeft het cijfer.",
    "unreadable": "De kopie van de tabel van {publisher} is niet te lezen.",
    "no_later_figure": "{publisher} heeft na {start} nog geen cijfer.",
    "not_published": "{publisher} heeft het nieuwste cijfer nog niet gepubliceerd.",
    "suppressed": "{publisher} geeft dit cijfer niet van deze buurt.",
    "not_in_table": "Het cijfer staat niet meer in de tabel van {publisher}.",
    "too_few": "Dit cijfer is niet getoond, om kleine aantallen te beschermen.",
    "ended": "{publisher} gebruikt een andere definitie dan bij de nulmeting.",
    "not_comparable": "Het nieuwe cijfer heeft een andere definitie of grens dan de nulmeting.",
    "not_together": "Dit cijfer van {publisher} is niet samen te nemen voor een gebied van meer buurten.",
    "part_lacks": "Niet elke buurt van dit gebied heeft een cijfer van {publisher}.",
    "not_same_year": "De buurten hebben niet over hetzelfde jaar een cijfer.",
}


def next_figure(row: GoalStatus) -> str:
    """Return when a measure gets its next figure; '' when unknown."""
    if row.value is None or row.next_period is None:
        return ""
    return f"Volgende meting: {row.next_period}, verwacht {row.next_expected}. {row.next_note}".strip()


def names_of(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Return areas by name, many of them by their number."""
    if len(codes) > _MOST_NAMES:
        return dutch.counted(len(codes), "gebied", "gebieden")
    return dutch.joined([names[code] for code in codes])


def only_in(row: GoalStatus, rows: Sequence[GoalStatus], names: Mapping[str, str]) -> str:
    """Return the areas that lack a figure of a measure for the same reason as this row; '' when all areas of the
    measure in `rows` do."""
    same_measure = [each for each in rows if each.measure_id == row.measure_id and each.area_code != areas.TOGETHER]
    alike = [each.area_code for each in same_measure if each.why_no_figure == row.why_no_figure]
    return "" if len(alike) == len(same_measure) else names_of(alike, names)


def when_known(measure: Sequence[GoalStatus], detections: Sequence[Detection], names: Mapping[str, str]) -> list[str]:
    """Return when more will be known of a measure, and who acts: the next step without a figure, else the next figure
    and the smallest change that would show; `detections` are of the measure. A text that holds for some areas names
    them."""
    of_areas = [row for row in measure if row.area_code != areas.TOGETHER]
    codes: dict[str, list[str]] = {}
    for row in of_areas:
        for text in (next_step(row), baseline_still_helps(row)) if row.value is None else ():
            codes.setdefault(text, []).append(row.area_code)
    texts = [
        text if len(codes[text]) == len(of_areas) else f"{names_of(codes[text], names)}: {text[0].lower()}{text[1:]}"
        for text in codes
        if text
    ]
    row = measure[0]
    if row.value is not None:
        unknown = f"Aan zet: {row.publisher or NOBODY_NAMED}. Wanneer de volgende meting komt, is {NOT_KNOWN}."
        texts += [next_figure(replace(row, next_note="")) or unknown]
        texts.append(detectable_in(of_areas, detections))
    return list(dict.fromkeys(text for text in texts if text))


def lack(row: GoalStatus) -> str:
    """Return what a measure lacks in a few words: a figure, or its baseline from the publisher; '' when it lacks
    nothing."""
    if row.lack is not None:
        planned, publisher = row.planned_source or row.source_title, row.planned_source or row.publisher
        return _LACKS[row.lack].format(planned=planned, publisher=publisher, start=row.baseline_period)
    if row.value is not None and row.baseline_adopted is not None and row.baseline_published is None:
        return f"De nulmeting van {row.baseline_period} is alleen die van het plan."
    return ""


def next_step(row: GoalStatus) -> str:
    """Return what is needed to get a figure, who acts and when; '' when there is one."""
    if row.next_step is None:
        return ""
    return (
        f"Volgende stap: {row.next_step[0].lower()}{row.next_step[1:]} {whose_move(row)} "
        f"Wanneer: {row.next_date or NOT_KNOWN}."
    )


def whose_move(row: GoalStatus) -> str:
    """Return who takes the next step; '' with a figure."""
    return "" if row.next_step is None else f"Aan zet: {row.owner or NOBODY_NAMED}."


def baseline_still_helps(row: GoalStatus) -> str:
    """Return until which year a baseline is still useful, '' for a measure that has one or needs none."""
    if row.last_baseline_year is None:
        return ""
    pace = "" if row.years_between else " Om de hoeveel jaar er een meting is, is niet bekend: dit geldt bij elk jaar."
    return (
        f"Er is nog geen nulmeting. Die helpt nog tot en met {row.last_baseline_year}; daarna komt er tot "
        f"{row.target_year} geen tweede meting meer.{pace}"
    )


def detectable_in(measure: Sequence[GoalStatus], detections: Sequence[Detection]) -> str:
    """Return the smallest changes that show in one year in these areas of a measure, as a range; '' when unknown. The
    same figures as in detectability.table; `detections` are of the measure."""
    row, codes = measure[0], {row.area_code for row in measure}
    measurable = [
        size for size in detections if size.span == 1 and size.smallest_change is not None and size.area_code in codes
    ]
    if not measurable:
        return ""
    measurable.sort(key=lambda size: _share_visible(size, row) or size.smallest_change or 0.0)
    more, change = ("minder", "daling") if row.direction == "omlaag" else ("meer", "stijging")
    sizes = list(dict.fromkeys(_visible_size(size, row) for size in (measurable[0], measurable[-1])))
    share = _share_visible(measurable[0], row) if len(sizes) == 1 else None
    near = None if share is None else min(_PARTS, key=lambda part: abs(part - share))
    if share is not None and near is not None and abs(near - share) <= _NEAR_PART:
        return f"Pas als het {_PARTS[near]} {more} wordt, valt dat vrij zeker op."
    if len(sizes) == 2:  # the unit once
        sizes[0] = sizes[0].removesuffix(f" {dutch.change_unit(row.unit)}")
    return f"Pas een echte {change} van {' tot '.join(sizes)} valt vrij zeker op."


def _visible_size(detection: Detection, row: GoalStatus) -> str:
    """Return the smallest change that shows: '3,3 procentpunt', or '31%' for figures that are no percentages."""
    if (share := _share_visible(detection, row)) is not None:
        return f"{dutch.number(100 * share, 0)}%"
    return dutch.difference(
        detection.smallest_change or 0.0, max(row.figure_decimals, 1) if row.unit == "%" else 0, row.unit
    )


def _share_visible(detection: Detection, row: GoalStatus) -> float | None:
    """Return the smallest change that shows as a share of the base; None for a percentage."""
    if row.unit == "%" or not detection.base or detection.smallest_change is None:
        return None
    return detection.smallest_change / detection.base


def windows(windows: Sequence[Window], row: GoalStatus, names: Mapping[str, str]) -> list[str]:
    """Return what means over several years show that one year cannot, and from when; [] without such means."""
    if not windows:
        return []
    first, last = periods.parse(windows[0].first_window), periods.parse(windows[0].last_window)
    size = last.last - last.first + 1
    parts = [f"{names[window.area_code]} vanaf {_visible_from(window, row)}" for window in windows]
    sentences = [
        f"Eén jaar zegt bij zulke kleine aantallen weinig. Vergelijk daarom {size} jaren met {size} jaren: "
        f"{first.label} met {last.label}. Dan is met {dutch.number(row.confidence, 0)}% zekerheid meer dan toeval: een "
        f"gemeten verandering in {dutch.joined(parts)}."
    ]
    measured = min(window.years_measured for window in windows)
    if measured < size:
        sentences.append(
            f"Dat kan als de cijfers over {last.last} er zijn, dus vanaf {last.last + 1}. Nu "
            f"{'is' if measured == 1 else 'zijn'} er {measured} van de {size} jaren."
        )
    shares = [window.detectable_percent for window in windows if window.detectable_percent is not None]
    if row.reading == "procent" and row.amount is not None and shares and min(shares) > row.amount:
        target = dutch.number(row.amount, dutch.decimals_of(row.amount))
        sentences.append(
            f"Het doel is {target}%. Ook met {size} jaren samen is een verandering van die grootte niet van toeval te "
            "onderscheiden."
        )
    return sentences


def _visible_from(window: Window, row: GoalStatus) -> str:
    """Return the smallest change that means over several years can show: '165 per 10.000 inwoners (17%)'."""
    size = dutch.difference(window.detectable_change, row.figure_decimals, row.unit)
    share = window.detectable_percent
    return size if share is None else f"{size} ({dutch.number(share, 0)}%)"
