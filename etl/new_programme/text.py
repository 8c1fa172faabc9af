"""Writes the text of a programme file, with comments for whoever completes it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from etl.new_programme.places import Chosen
from etl.new_programme.proposal import Baseline
from veerkracht.core import dutch


@dataclass(frozen=True)
class Choices:
    """What was chosen: municipality (code, and name as texts have it), focus areas, name and years."""

    municipality: str
    municipality_name: str
    focus_areas: tuple[Chosen, ...]
    name: str
    start_year: int
    target_year: int
    is_example: bool  # whether the focus areas are only an example


def of(choices: Choices, baselines: Sequence[Baseline]) -> str:
    """Return the text of `programma.yaml`, for a place in data/lokaal."""
    names = dutch.joined([area.name for area in choices.focus_areas])
    example = " (een voorbeeld: kies uw eigen buurten)" if choices.is_example else ""
    pillars = list(dict.fromkeys(baseline.idea.pillar for baseline in baselines)) or list(_PILLARS)
    levels = list(dict.fromkeys(baseline.idea.level for baseline in baselines)) or list(_LEVELS)
    introduction = (
        f"De gemeente {choices.municipality_name} werkt aan het {dutch.programme(choices.name)}. "
        f"Het gaat over {names}. De doelen zijn voor {choices.target_year}."
    )
    lines = [
        "# yaml-language-server: $schema=../../docs/programma.schema.json",
        "#",
        f"# Het programma van de gemeente {choices.municipality_name}. Een regel met # ervoor is uitleg.",
        "# Wat er mis is: python -m etl controleer data/lokaal/programma.yaml. Hulp: docs/een-andere-gemeente.md.",
        "",
        "programme:",
        f"  name: {_quoted(choices.name)}",
        f"  municipality: {choices.municipality}",
        f"  municipality_name: {_quoted(choices.municipality_name)}",
        "  municipality_word: gemeente # zo noemen zinnen haar: de gemeente; of stad, dan staat er: de stad",
        *_focus_areas(choices.focus_areas, f"{names}{example}"),
        f"  start_year: {choices.start_year}",
        f"  target_year: {choices.target_year}",
        "  plan: # het document met de doelen",
        f"    title: {_quoted(f'Plan {choices.name}')} # vul de echte titel in",
        '    goals: "" # waar de doelen erin staan, bijvoorbeeld: hoofdstuk 3',
        "  # Staat bij Waar gaat het over. Vertel in gewone woorden wat het programma is en waarom.",
        "  introduction: |",
        f"    {introduction}",
        "",
        "# De grote doelen, en de niveaus waarop het programma werkt. Elk doel hieronder hoort bij een van elk.",
        "pillars:",
        *(f"  - {{name: {name}, sentence: {_quoted(_PILLARS[name])}}}" for name in pillars),
        "levels:",
        *(f"  - {{name: {name}, sentence: {_quoted(_LEVELS[name])}}}" for name in levels),
        "",
    ]
    if not baselines:
        return "\n".join([*lines, *_WITHOUT])
    lines += [
        "# Een voorstel: vervang het door de doelen van uw plan. Nulmetingen zijn de nieuwste gepubliceerde cijfers.",
        "# Noemt het plan een getal? Schrijf bij reading dan een van deze:",
        "#   {kind: procentpunt, amount: 5}   van 50% naar 55%",
        "#   {kind: procent, amount: 5}       van 400 naar 380",
        "#   {kind: norm, amount: 80}         ten minste 80",
        "goals:",
    ]
    for number, baseline in enumerate(baselines, 1):
        lines += _goal(number, baseline, names, choices.target_year)
    return "\n".join([*lines, ""])


def _focus_areas(chosen: Sequence[Chosen], comment: str) -> list[str]:
    """Return the lines with the focus areas: codes, and names with codes of those of several buurten."""
    if all(len(area.parts) == 1 for area in chosen):
        return [f"  focus_areas: [{', '.join(area.code for area in chosen)}] # {comment}"]
    lines = [
        "  # Een aandachtsgebied is de code van een buurt of wijk, of een naam (name) met codes (areas).",
        "  focus_areas:",
    ]
    for area in chosen:
        if len(area.parts) == 1:
            lines.append(f"    - {area.code} # {area.name}")
        else:
            lines += [f"    - name: {_quoted(area.name)} # elders in dit bestand: {area.code}",
                      f"      areas: [{', '.join(area.parts)}]"]  # fmt: skip
    return lines


def _goal(number: int, baseline: Baseline, names: str, target_year: int) -> list[str]:
    idea, indicator = baseline.idea, baseline.indicator
    way = "hoger" if indicator.direction == "omhoog" else "lager"
    values = ", ".join(f"{code}: {value:g}" for code, value in baseline.values.items())
    return [
        f"  - number: {number}",
        f"    name: {idea.name}",
        f"    level: {idea.level}",
        f"    strategic_goals: [{idea.pillar}]",
        f"    target_text: {_quoted(f'In {target_year} is dit cijfer in {names} {way} dan in {baseline.period}.')}",
        "    place: Voorstel van het dashboard # waar het in het plan staat",
        "    measures:",
        f'      - id: "{number}"',
        f"        label: {_quoted(indicator.label)}",
        f"        more: {_quoted(idea.more)}",
        f"        fewer: {_quoted(idea.fewer)}",
        f"        unit: {_quoted(indicator.unit)}",
        f"        decimals: {indicator.decimals}",
        f"        direction: {indicator.direction}",
        "        reading: {kind: richting}",
        f"        indicator: {indicator.id}",
        f"        baseline: {{period: {baseline.period}, values: {{{values}}}}}",
        f"        source_text: {_quoted(f'Gepubliceerde cijfers over {baseline.period}')}",
    ]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_PILLARS = {
    "gezondheid": "Mensen voelen zich goed.",
    "bestaanszekerheid": "Er is genoeg geld om van te leven.",
    "leefbaarheid": "Mensen wonen prettig en veilig.",
}
_LEVELS = {"inwoners": "Het gaat over mensen.", "buurt": "Het gaat over de buurt als geheel."}
_WITHOUT = [
    "# Van deze buurten zijn er nog geen cijfers om een doel mee te meten. Voeg doelen toe als die er zijn: een",
    "# voorbeeld staat in docs/een-andere-gemeente.md.",
    "goals: []",
    "",
]
