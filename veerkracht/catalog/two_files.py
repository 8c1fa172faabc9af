"""Merges the shared catalogue and the programme file, and reports in which of the two a mistake is."""

from collections.abc import Iterable
from pathlib import Path

from veerkracht.catalog.references import Content
from veerkracht.catalog.yaml_errors import NO_BLOCK, NO_LIST, UNKNOWN_FIELD, Document, Mistake, Place, unknown
from veerkracht.core.errors import CatalogError

_SHARED = ("method", "sources", "indicators")  # the fields of the shared catalogue
_OWN = ("programme", "pillars", "levels", "sources", "stand_ins", "indicators", "balance", "goals", "protocol")


class TwoFiles:
    """The content of both files as one, with the file and the place that each part came from."""

    def __init__(self, shared: Path, programme: Path) -> None:
        """Read both files. Raises CatalogError when one is missing or cannot be read."""
        self._shared, self._own = Document(shared), Document(programme)
        shared_content, own_content = self._shared.content(), self._own.content()
        self._mistakes: list[tuple[Document, Mistake]] = []
        self._indicators: list[tuple[Document, int]] = []  # of each indicator of the whole: the file and its number
        self._own_sources: set[str] = set()
        self._stood_in: set[int] = set()  # indicators with a stand-in of the programme's file
        self.content = self._combined(self._fields(self._shared, shared_content, _SHARED),
                                      self._fields(self._own, own_content, _OWN))  # fmt: skip

    def require_none(self, mistakes: Iterable[Mistake]) -> None:
        """Raise CatalogError with the mistakes in the whole, and those of putting it together, under the name of the
        file that each is in; nothing when there are none."""
        placed = [
            *self._mistakes,
            *((document, (place, text)) for document, place, text in map(self._placed, mistakes)),
        ]
        reports = [
            document.report([mistake for of, mistake in placed if of is document])
            for document in (self._shared, self._own)
            if any(of is document for of, _ in placed)
        ]
        if reports:
            raise CatalogError("\n".join(reports))

    def _fields(self, document: Document, content: object, allowed: tuple[str, ...]) -> Content:
        """Return the fields of a file that belong in it; note the others."""
        if not isinstance(content, dict):
            self._mistakes.append((document, ((), NO_BLOCK)))
            return {}
        other = self._own if document is self._shared else self._shared
        for name in content:
            if name not in allowed:
                text = f"dit veld hoort in {other.path.name}" if name in (*_SHARED, *_OWN) else UNKNOWN_FIELD
                self._mistakes.append((document, ((str(name),), text)))
        return {name: value for name, value in content.items() if name in allowed}

    def _combined(self, shared: Content, own: Content) -> Content:
        sources = self._with_own_sources(shared.get("sources"), own.pop("sources", None))
        indicators = self._with_own_indicators(shared.get("indicators"), own.pop("indicators", None))
        self._give_stand_ins(indicators, own.pop("stand_ins", None))
        return {**shared, **own, "sources": sources, "indicators": indicators}

    def _with_own_sources(self, shared: object, own: object) -> object:
        if not isinstance(shared, dict) or not isinstance(own, dict | None):
            self._mistakes += [] if isinstance(own, dict | None) else [(self._own, (("sources",), NO_BLOCK))]
            return shared
        order, place = list(shared), len(shared)
        for name, source in (own or {}).items():
            if name in shared:
                self._mistakes.append((self._own, (("sources", name), f"{name} staat al in {self._shared.path.name}")))
                continue
            place = self._place_after(order, source, place, ("sources", name), "bron")
            order.insert(place, name)
            place += 1
            self._own_sources.add(str(name))
        all_sources = {**shared, **{name: _without_after(source) for name, source in (own or {}).items()}}
        return {name: all_sources[name] for name in order}

    def _with_own_indicators(self, shared: object, own: object) -> object:
        if not isinstance(shared, list) or not isinstance(own, list | None):
            self._mistakes += [] if isinstance(own, list | None) else [(self._own, (("indicators",), NO_LIST))]
            self._indicators = [
                (self._shared, number) for number in range(len(shared) if isinstance(shared, list) else 0)
            ]
            return shared
        order = [_id(indicator) for indicator in shared]
        placed = [(self._shared, number, indicator) for number, indicator in enumerate(shared)]
        place = len(order)
        for number, indicator in enumerate(own or ()):
            place = self._place_after(order, indicator, place, ("indicators", number), "indicator")
            order.insert(place, _id(indicator))
            placed.insert(place, (self._own, number, _without_after(indicator)))
            place += 1
        self._indicators = [(document, number) for document, number, _ in placed]
        return [indicator for _, _, indicator in placed]

    def _place_after(self, order: list[str], part: object, place: int, at: Place, what: str) -> int:
        """Return the position of a part of the programme's file: after the part that `after` names, else at `place`."""
        if not isinstance(part, dict) or (name := part.get("after")) is None:
            return place
        if str(name) not in order:
            self._mistakes.append((self._own, ((*at, "after"), unknown(what, str(name), order))))
            return place
        return order.index(str(name)) + 1

    def _give_stand_ins(self, indicators: object, stand_ins: object) -> None:
        """Give indicators the stand-ins that the programme's file has for them."""
        if not isinstance(indicators, list) or stand_ins is None:
            return
        if not isinstance(stand_ins, dict):
            self._mistakes.append((self._own, (("stand_ins",), NO_BLOCK)))
            return
        ids = [_id(indicator) for indicator in indicators]
        for name, stand_in in stand_ins.items():
            if str(name) not in ids:
                self._mistakes.append((self._own, (("stand_ins", name), unknown("indicator", str(name), ids))))
            elif isinstance(indicator := indicators[ids.index(str(name))], dict):
                self._stood_in.add(ids.index(str(name)))
                indicators[ids.index(str(name))] = {**indicator, "stand_in": stand_in}

    def _placed(self, mistake: Mistake) -> tuple[Document, Place, str]:
        """Return the file of a mistake in the whole, its place there, and its text."""
        place, text = mistake
        match place:
            case ("sources", name, *_):
                return self._own if str(name) in self._own_sources else self._shared, place, text
            case ("indicators", int(number), "stand_in", *rest) if number in self._stood_in:
                name = self._id_of(number)
                return self._own, ("stand_ins", name, *rest), text
            case ("indicators", int(number), *rest):
                document, part_place = self._indicators[number]
                return document, ("indicators", part_place, *rest), text
            case (field, *_) if field in _SHARED:
                return self._shared, place, text
        return self._own, place, text

    def _id_of(self, number: int) -> str:
        indicators = self.content["indicators"]
        return _id(indicators[number]) if isinstance(indicators, list) else ""


def _id(indicator: object) -> str:
    return str(indicator.get("id")) if isinstance(indicator, dict) else ""


def _without_after(part: object) -> object:
    return {name: value for name, value in part.items() if name != "after"} if isinstance(part, dict) else part
