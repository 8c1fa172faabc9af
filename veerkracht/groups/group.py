"""Groups of buurten as written by a visitor in a URL or by the municipality in a file, and their mistakes.

A group is `name~codes`: codes of buurten, wijken or the municipality separated by points, with a minus before those to
leave out: `Stad zonder Centrum~GM0935.-WK093500`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from veerkracht.core import areas, dutch, names

MOST, LONGEST = 6, 2000  # groups, and characters of one in an address
_SPLIT, _BETWEEN = re.compile("[~:]"), re.compile(r"[.,+\s]+")  # `+` and spaces: as people write them
_ADVICE = "Maak de groep opnieuw bij Eigen groepen."


@dataclass(frozen=True)
class Group:
    """A group of buurten: its name, how it was written (codes, those with a minus left out), and its buurten."""

    name: str
    parts: tuple[str, ...]
    buurten: tuple[str, ...]

    @property
    def code(self) -> str:
        """Return its code among the areas."""
        return areas.group_code(self.name)

    @property
    def text(self) -> str:
        """Return it as it is written in an address."""
        return f"{self.name}~{'.'.join(self.parts)}"


def read(texts: Sequence[str], area_names: Mapping[str, str]) -> tuple[tuple[Group, ...], list[str]]:
    """Return the groups that these texts name, and in Dutch what is wrong with the others, which are left out;
    `area_names` has the name of every area by its code."""
    groups: list[Group] = []
    problems = []
    for text in dict.fromkeys(texts):
        if len(groups) == MOST:
            problems.append(f"U ziet de eerste {MOST} groepen uit de link: meer past er niet. Haal er een weg.")
            break
        group, problem = _read(text, area_names, groups)
        if group:
            groups.append(group)
        if problem:
            problems.append(problem)
    return tuple(groups), problems


def _read(text: str, area_names: Mapping[str, str], earlier: Sequence[Group]) -> tuple[Group | None, str]:
    if len(text) > LONGEST:
        length = dutch.number(len(text), 0)
        return None, (
            f"Een groep in de link is te lang: {length} tekens, en er kunnen er {dutch.number(LONGEST, 0)}. {_ADVICE}"
        )
    name, *rest = _SPLIT.split(text, maxsplit=1)
    if not rest:
        return None, (
            f"De groep {names.as_code(text)} in de link is niet te lezen: een groep is een naam, een ~ en de codes van "
            f"buurten. {_ADVICE}"
        )
    return make(name, [part for part in _BETWEEN.split(rest[0].upper()) if part], area_names, earlier)


def make(
    name: str, parts: Sequence[str], area_names: Mapping[str, str], earlier: Sequence[Group] = ()
) -> tuple[Group | None, str]:
    """Return the group with this name and these parts, and in Dutch what is wrong: without a group why there is none,
    with one what was left out.

    `earlier` are the groups before it.
    """
    name = names.plain(name)
    if problem := _problem_of_name(name, area_names):
        return None, problem
    bare = [part.removeprefix("-") for part in parts]
    if unknown := [
        code for code in dict.fromkeys(bare) if code not in area_names or not code.startswith(("BU", "WK", "GM"))
    ]:
        listed = dutch.joined([names.as_code(code) for code in unknown[:3]])
        return None, (
            f"Groep {name}: {listed} is geen code van een buurt of wijk hier. De groep is niet gemaakt: kijk haar "
            "codes na."
        )
    buurten = [code for code in area_names if code.startswith("BU")]
    added = {code for part in parts if not part.startswith("-") for code in areas.within(part, buurten)}
    left_out = {
        code for part in parts if part.startswith("-") for code in areas.within(part.removeprefix("-"), buurten)
    }
    members = tuple(sorted(added - left_out))
    if not members:
        return None, f"Groep {name} heeft geen buurten. Kies er minstens twee."
    if len(members) == 1:
        return None, f"Groep {name} is één buurt: {area_names[members[0]]}. Kies die buurt zelf in de lijst."
    if len(members) == len(buurten):
        return None, (
            f"Groep {name} is de hele gemeente: daarvan geeft de bron zelf cijfers. Kies de gemeente in de lijst, of "
            "laat een buurt weg."
        )
    group = Group(name, tuple(dict.fromkeys(parts)), members)
    if existing := next((other for other in earlier if other.code == group.code), None):
        return None, f"Er zijn twee groepen die {existing.name} heten. U ziet de eerste. Geef de andere een eigen naam."
    doubled = [code for code in dict.fromkeys(bare) if bare.count(code) > 1]
    twice = dutch.joined([area_names[code] for code in doubled])
    return group, f"Groep {name}: {twice} staat er meer dan één keer in, en telt één keer." if doubled else ""


def _problem_of_name(name: str, area_names: Mapping[str, str]) -> str:
    if not name:
        return "Een groep heeft nog geen naam. Geef haar er een, zoals Oost."
    if problem := areas.problem_of_name(name):
        return problem
    code = areas.group_code(name)  # that of a focus area too
    existing = area_names.get(code) or next(
        (area for area in area_names.values() if names.folded(area) == names.folded(name)), ""
    )
    if existing:
        return f"Er is al een gebied dat {existing} heet. Geef de groep een andere naam, zoals {existing} en omgeving."
    return ""
