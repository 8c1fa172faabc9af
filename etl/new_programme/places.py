"""Finds a municipality and its buurten by the names that people type, among the areas of the whole country."""

import difflib
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from etl.snapshots.nationwide import NationalTable
from veerkracht.core import areas, dutch, names
from veerkracht.core.errors import DataError

_ALL = "?"  # asks for every name
_NEAR = 3  # names in a message
_WIDTH = 80  # characters of a line of names, as a terminal has them
_ADDITION = re.compile(r" \([^)]*\)$")  # of Bergen (L.) and Bergen (NH.), by which CBS tells them apart
_NUMBER = re.compile(r"^wijk \d+ ", re.IGNORECASE)  # of Wijk 10 Mariarade, which people leave out


@dataclass(frozen=True)
class Chosen:
    """A focus area: its name, and the codes of the buurten and wijken that it consists of."""

    name: str
    parts: tuple[str, ...]

    @property
    def code(self) -> str:
        """Return its code among areas, as FocusArea of the catalogue has it."""
        return self.parts[0] if len(self.parts) == 1 else areas.group_code(self.name)


@dataclass(frozen=True)
class Country:
    """The name of every area of the country by its code, as the newest table has it."""

    names: Mapping[str, str]

    def municipality(self, typed: str) -> str:
        """Return the code of a municipality by its name or code.

        Raises DataError, with what to type instead, when there is none, or more than one of that name.
        """
        municipalities = self._areas_of("GM")
        matches = _matches(typed, municipalities)
        if len(matches) == 1:
            return matches[0]
        if matches:
            which = dutch.joined([f"{municipalities[code]} ({code})" for code in matches])
            raise DataError(
                f"Er zijn {len(matches)} gemeenten die {names.quoted(typed)[1:-1]} heten: {which}. Schrijf de naam "
                f'voluit, bijvoorbeeld: --gemeente "{municipalities[matches[0]]}"'
            )
        raise DataError(f"De gemeente {names.quoted(typed)} bestaat niet. {_nearest(typed, municipalities)}")

    def short_name(self, municipality: str) -> str:
        """Return the name of a municipality as people say it: Bergen of Bergen (L.)."""
        return _ADDITION.sub("", self.names[municipality])

    def focus_areas(self, municipality: str, typed: Sequence[str]) -> tuple[Chosen, ...]:
        """Return the focus areas that are meant by these texts, each once.

        A text is the name or code of a buurt or wijk, several of these with a + between them, or such with a name and
        an = before it. Raises DataError, with what to type instead, for a name that is not there, is of another
        municipality or of several buurten, for a buurt in two areas, for more than twelve areas, and with every name
        for a question mark.
        """
        inside = self._areas_in(municipality)
        if any(text.strip() == _ALL for text in typed):
            raise DataError(self._listing(municipality, inside))
        chosen = tuple(dict.fromkeys(self._chosen(municipality, text, inside) for text in typed if text.strip()))
        if not chosen:
            raise DataError("Noem minstens één buurt of wijk bij --buurten, of laat --buurten weg.")
        if len(chosen) > areas.MOST_FOCUS:
            raise DataError(
                f"Dat zijn {len(chosen)} gebieden; een programma heeft er hoogstens {areas.MOST_FOCUS}. Neem buurten "
                'samen, bijvoorbeeld: --buurten "Noord = eerste buurt + tweede buurt"'
            )
        self._require_apart(chosen)
        return chosen

    def _chosen(self, municipality: str, text: str, inside: dict[str, str]) -> Chosen:
        """Return the focus area that one text means."""
        whole = _matches(text, inside)
        name, is_named, rest = ("", "", text) if whole else text.rpartition("=")
        parts = [text] if whole else [part.strip() for part in rest.split("+") if part.strip()]
        codes = tuple(dict.fromkeys(self._area(municipality, part, inside) for part in parts))
        if not codes:
            raise DataError(
                f"{names.quoted(text)}: noem achter de = minstens twee buurten of wijken, met een + ertussen."
            )
        if len(codes) == 1:
            if is_named:
                raise DataError(
                    f"{names.quoted(text)} is één gebied, {inside[codes[0]]}: dat heeft al een naam. Schrijf alleen "
                    "die, of neem er een gebied bij met een +."
                )
            return Chosen(inside[codes[0]], codes)
        name = names.plain(name) or dutch.joined([_NUMBER.sub("", inside[code]) for code in codes])
        if problem := areas.problem_of_name(name):
            raise DataError(f'{problem} Een naam geeft u zo: --buurten "Noord = {" + ".join(parts[:2])}"')
        if existing := next((other for other in inside.values() if names.folded(other) == names.folded(name)), ""):
            raise DataError(
                f"Er is al een gebied dat {existing} heet. Kies een andere naam, zoals {existing} en omgeving."
            )
        return Chosen(name, codes)

    def _require_apart(self, chosen: Sequence[Chosen]) -> None:
        """Raise DataError for a buurt that would count twice, and for a name that two areas share."""
        parts = [(part, area) for area in chosen for part in area.parts]
        for number, (part, area) in enumerate(parts):
            for other, other_area in parts[:number]:
                if areas.within(part, [other]) or areas.within(other, [part]):
                    smaller = max(part, other, key=len)
                    where = area.name if area == other_area else f"{other_area.name} en in {area.name}"
                    raise DataError(
                        f"{self.names[smaller]} ({smaller}) zit twee keer in {where}. Een buurt telt één keer mee: "
                        "laat haar op één plaats weg."
                    )
        codes = [area.code for area in chosen]
        if twice := next((area.name for area in chosen if codes.count(area.code) > 1), ""):
            raise DataError(f"Twee gebieden heten {twice}. Geef ze elk een eigen naam.")

    def _area(self, municipality: str, typed: str, inside: dict[str, str]) -> str:
        place = self.names[municipality]
        matches = _matches(typed, inside) or _with_the_words(typed, inside)
        buurten = [code for code in matches if code.startswith("BU")]
        if len(buurten) == 1 or len(matches) == 1:
            return (buurten or matches)[0]
        if matches:
            which = dutch.joined([f"{inside[code]} ({code})" for code in matches])
            raise DataError(f"In {place} heten meer buurten {names.quoted(typed)}: {which}. Schrijf de code.")
        elsewhere = _matches(
            typed, {code: name for code, name in self._areas_of("BU", "WK").items() if code not in inside}
        )
        if elsewhere:
            municipalities = sorted({self.names.get(f"GM{code[2:6]}", code) for code in elsewhere})
            more = (
                ""
                if len(municipalities) <= _NEAR
                else f" en {dutch.counted(len(municipalities) - _NEAR, 'andere gemeente', 'andere gemeenten')}"
            )
            where = dutch.joined(municipalities[:_NEAR]) if not more else ", ".join(municipalities[:_NEAR]) + more
            problem = f"{names.quoted(typed)} ligt niet in {place}, maar in {where}."
        else:
            problem = f"De buurt {names.quoted(typed)} bestaat niet in {place}."
        raise DataError(f"{problem} {_nearest(typed, inside)}\n{self._listing(municipality, inside)}")

    def _listing(self, municipality: str, inside: Mapping[str, str]) -> str:
        """Return in Dutch every wijk of a municipality with its buurten, a paragraph each."""
        lines = [f"De wijken van {self.names[municipality]}, en achter elke wijk haar buurten:"]
        for wijk in (code for code in inside if code.startswith("WK")):
            buurten = areas.within(wijk, (code for code in inside if code.startswith("BU")))
            # a line ends between names, never in one
            whole = [name.replace(" ", "\N{NO-BREAK SPACE}") for name in (inside[code] for code in (wijk, *buurten))]
            line = textwrap.fill(f"{whole[0]}: {', '.join(whole[1:])}", _WIDTH, initial_indent="- ",
                                 subsequent_indent="  ", break_on_hyphens=False)  # fmt: skip
            lines.append(line.replace("\N{NO-BREAK SPACE}", " "))
        return "\n".join(lines)

    def _areas_in(self, municipality: str) -> dict[str, str]:
        return {code: name for code, name in self._areas_of("BU", "WK").items() if code[2:6] == municipality[2:6]}

    def _areas_of(self, *levels: str) -> dict[str, str]:
        return {code: name for code, name in sorted(self.names.items()) if code.startswith(levels)}


def country(tables: Sequence[NationalTable]) -> Country:
    """Return the areas of the newest of these tables that have names. Raises DataError when none has, SourceError when
    one is damaged."""
    frames = [table.areas() for table in sorted(tables, key=lambda table: table.manifest.table_id)]
    every = pd.concat(frames) if frames else pd.DataFrame(columns=["area_code", "name"])
    every = every.assign(area_code=every["area_code"].map(areas.clean))
    named = every[every["name"] != every["area_code"]]
    if named.empty:
        raise DataError(
            "De landelijke tabellen met de namen van gemeenten en buurten zijn er niet. Zet de map "
            "data/meegeleverd/landelijk terug."
        )
    return Country(dict(zip(named["area_code"], named["name"], strict=True)))


def _matches(typed: str, area_names: Mapping[str, str]) -> list[str]:
    """Return the codes that match: that code, else all areas with exactly that name, else with that name apart from
    accents and text in brackets."""
    if (code := typed.strip().upper()) in area_names:
        return [code]
    folded = names.folded(typed)
    exact = [code for code, name in area_names.items() if names.folded(name) == folded]
    return exact or [code for code, name in area_names.items() if _plain(name) == _plain(typed)]


def _with_the_words(typed: str, area_names: Mapping[str, str]) -> list[str]:
    """Return the code of the one area with these whole words in its name: Heerlerheide of Heerlerheide-Passart."""
    words = f" {_plain(typed)} "
    matches = [code for code, name in area_names.items() if words in f" {_plain(name)} "]
    return matches if len(matches) == 1 else []


def _plain(name: str) -> str:
    return names.without_accents(_ADDITION.sub("", _NUMBER.sub("", names.folded(name)))).replace("-", " ")


def _nearest(typed: str, area_names: Mapping[str, str]) -> str:
    """Return a sentence with the names most like what was typed, or some of those there are."""
    by_plain = {_plain(name): name for name in area_names.values()}
    near = [by_plain[name] for name in difflib.get_close_matches(_plain(typed), by_plain, _NEAR, 0.75)]
    near += [name for plain, name in by_plain.items() if _plain(typed) in plain and name not in near][
        : _NEAR - len(near)
    ]
    if near:
        return f"Bedoelde u {' of '.join(near)}?"
    return f"Er zijn bijvoorbeeld: {', '.join(list(by_plain.values())[:_NEAR])}."
