"""Removes repetition from an annex: what applies to all areas of a goal, and what is said earlier or at the end."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from veerkracht.drawing.exhibit import Exhibit, Part
from veerkracht.drawing.plot import FEWEST_OF_A_LINE
from veerkracht.export.word_notes import is_said_once, sentences


def split_shared(paragraphs: Sequence[Sequence[str]]) -> tuple[list[list[str]], str]:
    """Return the paragraphs of each area without the sentences that all areas share, and those as one text."""
    sentence_sets = [{sentence for text in texts for sentence in sentences(text)} for texts in paragraphs]
    shared = set.intersection(*sentence_sets) if len(sentence_sets) > 1 else set()
    in_order = dict.fromkeys(
        sentence for text in (paragraphs[0] if paragraphs else ()) for sentence in sentences(text) if sentence in shared
    )
    return [[_without(text, shared) for text in texts] for texts in paragraphs], " ".join(in_order)


def without_repeats(parts: Iterable[Part]) -> list[Part]:
    """Return the parts without the sentences that an earlier part or paragraph has, or a note of an exhibit."""
    parts = list(parts)
    printed = {
        sentence
        for part in parts
        for line in (*part.definitions, *(note for exhibit in part.exhibits for note in exhibit.notes))
        for sentence in sentences(line)
        if is_said_once(sentence)
    }
    shortened = []
    for part in parts:
        texts = []
        for text in part.sentences:
            texts.append(_without(text, printed))
            printed |= {sentence for sentence in sentences(text) if is_said_once(sentence)}
        shortened.append(replace(part, sentences=tuple(filter(None, texts))))
    return shortened


def on_paper(exhibit: Exhibit) -> Exhibit:
    """Return an exhibit for paper: years in ascending order, and no line through too few figures for a trend."""
    table = exhibit.table
    if not table.columns or table.columns[0].label != "Periode":
        return exhibit
    upward = replace(exhibit, table=replace(table, rows=tuple(reversed(table.rows))))
    is_trend = len(table.rows) >= FEWEST_OF_A_LINE
    return upward if is_trend else replace(upward, chart=None, drawing="")


def _without(text: str, repeats: Iterable[str]) -> str:
    return " ".join(sentence for sentence in sentences(text) if sentence not in repeats)
