"""Writes figures as CSV: for Dutch Excel, where no text may act as a formula, and for scripts, with texts unchanged."""

import re
from collections.abc import Iterable, Sequence
from math import isfinite
from numbers import Real
from typing import get_args

import pandas as pd

from veerkracht.core.codes import CityWord
from veerkracht.core.dutch import rounded
from veerkracht.drawing.exhibit import Exhibit, printable

DECIMALS = "decimalen"  # the column of `Sheets.data` with the decimals of the figures of a row
IN_UNIT = frozenset((
    "cijfer", "ondergrens", "bovengrens", "cijfer toen", "cijfer nu", "verandering",
    "achterstand toen", "achterstand nu", "verschil in verandering", "nulmeting", "streefwaarde",
    "verschil met de middelste buurt", "cijfer wijk", "cijfer land", "verschil met wijk",
    "verschil met land", "bedrag", "oud cijfer", "nieuw cijfer",
    *(column.format(city=city) for city in get_args(CityWord)
      for column in ("{city} toen", "{city} nu", "verschil met de {city}", "cijfer {city}", "verschil met {city}")),
))  # fmt: skip
"""The columns whose figures are printed with the decimals of their row; others are no figures in its unit."""
_BOM = b"\xef\xbb\xbf"
# the wide signs are those of Asian keyboards, which Excel treats like the ordinary ones
_FORMULA = re.compile(r"[\s\"']*[=+\-@＝＋－＠\t\r]")


def dutch(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the figures of all exhibits as CSV for Dutch Excel: BOM, semicolon, decimal comma.

    Figures (IN_UNIT) and bounds are rounded alike, to the column `decimalen`, which is left out. Text that Excel would
    evaluate as a formula is prefixed with an apostrophe. Unprintable characters are left out.
    """
    return _for_excel(printed(figures(exhibits)).drop(columns=DECIMALS, errors="ignore"))


def tidy(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the figures of all exhibits as CSV for scripts: UTF-8, comma, decimal point, all columns.

    Text is unchanged, even if it looks like a formula: scripts do not evaluate it, and with an apostrophe a code or
    name would no longer match that of the source.
    """
    return plain(figures(exhibits))


def plain(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV for scripts: UTF-8, comma, decimal point, all digits of every number, empty for missing
    values."""
    return _csv(frame, ",").encode("utf-8", "replace")


def figures(exhibits: Iterable[Exhibit]) -> pd.DataFrame:
    """Return the figures of all exhibits, each once."""
    rows = together(exhibit.sheets.data for exhibit in exhibits)
    key = [name for name in ("onderwerp", "gebiedscode", "periode") if name in rows]
    if len(key) < 3 or rows.empty:
        return rows
    return rows.drop_duplicates(key, ignore_index=True)


def printed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its figures (IN_UNIT) rounded to the decimals of their row, as on screen."""
    if DECIMALS not in frame:
        return frame
    names = [name for name in frame if name in IN_UNIT]
    return frame.assign(**{
        name: [_rounded(*pair) for pair in zip(frame[name], frame[DECIMALS], strict=True)] for name in names
    })  # fmt: skip


def together(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames concatenated, starting with the columns of the first; an empty frame without any."""
    return pd.concat([pd.DataFrame(), *frames], ignore_index=True)


def _rounded(figure: object, decimals: float | None) -> object:
    """Return a number rounded, and any other value unchanged."""
    if not isinstance(figure, Real) or isinstance(figure, bool) or not isfinite(figure):
        return None if pd.isna(figure) else figure
    return figure if pd.isna(decimals) else float(rounded(float(figure), int(decimals or 0)))


def _for_excel(frame: pd.DataFrame) -> bytes:
    return _BOM + _csv(frame.map(_excel_cell).rename(columns=_excel_cell), ";").encode()


def _excel_cell(cell: object) -> object:
    if isinstance(cell, str):
        text = printable(cell)
        return f"'{text}" if _FORMULA.match(text) else text
    if isinstance(cell, float):
        return "" if pd.isna(cell) else repr(float(cell)).replace(".", ",")
    return cell


def _csv(frame: pd.DataFrame, separator: str) -> str:
    # with this line ending Python also quotes a text with a lone carriage return
    return str(frame.to_csv(sep=separator, index=False, lineterminator="\r\n"))
