"""All topics of a theme against each other as a reader sees them: matrix, list of pairs, sentences, in Dutch."""

from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing import tables
from veerkracht.method import correlation
from veerkracht.method.correlation import Correlation, Found
from veerkracht.topics.correlation.figures import Theme
from veerkracht.topics.correlation.pair import CAUTION, DIRECTION, in_words, interval, rho_text

SHOWN_PAIRS = 20
# diverging and safe for colour-blind readers (ColorBrewer PuOr): background and text of a strength and direction
_COLORS = {
    ("sterk", True): ("#542788", "#ffffff"), ("matig", True): ("#998ec3", "#000000"),
    ("zwak", True): ("#d8daeb", "#000000"), ("zwak", False): ("#fee0b6", "#000000"),
    ("matig", False): ("#f1a340", "#000000"), ("sterk", False): ("#b35806", "#ffffff"),
}  # fmt: skip
_UNCLEAR = ("#ffffff", "#595959")


def pairs(theme: Theme) -> pd.DataFrame:
    """Return one row per pair, the strongest first and those without a result last.

    Columns: first, second (name, unit and period), rho, lower, upper, count (buurten), effective_count, words.
    """
    rows = [
        {
            "first": theme.topics[a].heading, "second": theme.topics[b].heading,
            **{name: getattr(one, name, np.nan) for name in ("rho", "lower", "upper", "count", "effective_count")},
            "words": in_words(one),
        }
        for (a, b), one in _ordered(theme)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def chance(theme: Theme) -> str:
    """Return how many pairs go together clearly, and how many would seem to by chance alone."""
    found = [one for one in theme.found.values() if isinstance(one, Correlation)]
    if not found:
        return "Van geen enkel paar zijn er genoeg buurten met beide cijfers."
    if len(found) == 1:
        return "Van maar één paar zijn er genoeg buurten met beide cijfers."
    clear = sum(correlation.strength(one) is not None for one in found)
    expected = f": hier ongeveer {dutch.number(len(found) / 20, 0)}" if len(found) >= 20 else ""
    return (
        f"Van de {len(found)} paren hangen er {clear} duidelijk samen. Ook als niets met elkaar te maken heeft, lijkt "
        f"1 op de 20 paren samen te hangen{expected}. Kijk dus niet alleen naar het ene opvallende paar."
    )


def cautions(theme: Theme) -> str:
    """Return what the reader must mind: areas and causes, and what makes topics of a theme hang together anyhow."""
    lines = [f"{CAUTION} Onderwerpen van één thema meten vaak ten dele hetzelfde."]
    if models := sum(bool(topic.indicator.is_model) for topic in theme.topics):
        count = f"{models} van de {len(theme.topics)} onderwerpen {'komt' if models == 1 else 'komen'}"
        lines.append(f"**{'Alle onderwerpen komen' if models == len(theme.topics) else count} uit een rekenmodel.** "
                     "Dat rekent steeds met dezelfde kenmerken van inwoners, zoals leeftijd, opleiding en inkomen. Wat "
                     "eruit komt hangt voor een deel vanzelf samen, ook met die kenmerken zelf.")  # fmt: skip
    return "\n\n".join(lines)


def matrix(theme: Theme) -> str:
    """Return the table of topics against topics, strongest first; every cell leads to the scatter of its pair."""
    rows = [
        {
            "number": place + 1, "label": topic.label, "note": topic.when,
            "cells": [_cell(theme, place, other) for other in range(len(theme.topics))],
        }
        for place, topic in enumerate(theme.topics)
    ]  # fmt: skip
    title = f"Samenhang tussen de onderwerpen van het thema {theme.name}"
    caption = (
        f"{title}: rho van Spearman over buurten, gewogen naar inwoners. Bovenaan staat wat het sterkst met de rest "
        "samenhangt. De nummers boven de kolommen zijn die van de rijen. Kies een getal voor het puntenplaatje."
    )
    return tables.TEMPLATES.get_template("correlation_matrix.html").render(title=title, caption=caption, rows=rows)


def _cell(theme: Theme, row: int, column: int) -> dict[str, Any]:
    if row == column:
        return {}
    found = theme.found[min(row, column), max(row, column)]
    one, other = theme.topics[row], theme.topics[column]
    asked = {"weergave": "paar", "indicator": one.indicator.indicator_id, "indicator2": other.indicator.indicator_id}
    text, detail, look = in_words(found), in_words(found), _UNCLEAR
    if isinstance(found, Correlation):
        text = rho_text(found.rho)
        detail = f"{text} ({interval(found)}), {in_words(found)}"
        if word := correlation.strength(found):
            look = _COLORS[word, found.rho > 0]
    return {
        "link": f"samenhang?{urlencode(asked)}", "text": text, "background": look[0], "color": look[1],
        "title": f"{one.label} en {other.label}: {detail}, {found.count} buurten", "is_second": column > row,
    }  # fmt: skip


def legend() -> str:
    """Return what the colours of the matrix mean."""
    items = [(colors[0], f"{word}, {DIRECTION[up]}") for (word, up), colors in _COLORS.items()]
    return tables.legend("Hoe sterk hangen twee onderwerpen samen?", [*items, (_UNCLEAR[0], "kan toeval zijn")])


def strongest(theme: Theme) -> str:
    """Return the table of the pairs, the strongest first, at most SHOWN_PAIRS of them."""
    rows = []
    for (one, other), found in _ordered(theme)[:SHOWN_PAIRS]:
        label = " – ".join(f"{topic.label} ({topic.year})" for topic in (theme.topics[one], theme.topics[other]))
        texts = [rho_text(found.rho), interval(found)] if isinstance(found, Correlation) else ["–", "–"]
        cells = [{"text": text} for text in (*texts, str(found.count))]
        rows.append(
            {"label": label, "cells": [*cells, {"text": in_words(found).replace(" ", "\u00a0"), "is_text": True}]}
        )
    rest = "; de andere staan in het bestand" if len(theme.found) > SHOWN_PAIRS else ""
    caption = f"De paren, de sterkste eerst ({len(rows)} van {len(theme.found)}{rest})"
    return tables.figures(caption, ["Onderwerpen", "Rho", "Marge (95%)", "Buurten", "In woorden"], rows)


def _ordered(theme: Theme) -> list[tuple[tuple[int, int], Found]]:
    """Return the pairs by strength, those without a result last."""
    return sorted(theme.found.items(), key=lambda one: -abs(one[1].rho) if isinstance(one[1], Correlation) else 1)


PAIR_COLUMNS = {"first": "onderwerp 1", "second": "onderwerp 2", "rho": "rho", "lower": "ondergrens 95%",
                "upper": "bovengrens 95%", "count": "buurten", "effective_count": "effectief aantal buurten",
                "words": "in woorden"}  # fmt: skip


def sources(indicators: pd.DataFrame) -> str:
    """Return the sources of a theme in one line."""
    told = dict.fromkeys(f"{row.publisher}, {row.source_title} ({row.licence})" for row in indicators.itertuples())
    return f"Bron: {'; '.join(told)}."
