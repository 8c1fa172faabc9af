"""Goal arithmetic: what a goal asks for, computed from its baseline and its reading."""

from veerkracht.catalog import Direction, ReadingKind

_SIGN = {"omhoog": 1, "omlaag": -1, "geen": 0}


def target(baseline: float | None, reading: ReadingKind, amount: float | None, direction: Direction) -> float | None:
    """Return the target value in the unit of the measure, None when the reading gives none.

    Formulas: method of the project, 1.2 (docs/method.md). A target in inhabitants (`inwoners`) asks for the same net
    effect as one in procentpunt.
    """
    if reading == "norm":
        return amount
    if baseline is None or amount is None or reading == "richting":
        return None
    sign = _SIGN[direction]
    if reading == "procent":
        return baseline * (1 + sign * amount / 100)
    return baseline + sign * amount
