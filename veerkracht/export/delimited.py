"""Figures as CSV: for Dutch Excel, where no text may act as a formula, and for scripts, which want the text itself."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from veerkracht.core.dutch import MISSING, ORIGIN, STATUS
from veerkracht.drawing.exhibit import Exhibit, printable

DECIMALS = "decimalen"  # the column of `Exhibit.data` that says how the figures of a row are printed
_BOM = b"\xef\xbb\xbf"
# the wide signs are those of Asian keyboards, which Excel reads as the usual ones
_FORMULA = re.compile(r"[\s\"']*[=+\-@＝＋－＠\t\r]")


def dutch(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the figures of all exhibits as CSV that Dutch Excel opens: BOM, semicolon, decimal comma.

    Text that Excel would take for a formula gets an apostrophe before it, characters that cannot be shown are left out,
    and so is the column `decimalen`, as the figures are not rounded.
    """
    return _for_excel(figures(exhibits).drop(columns=DECIMALS, errors="ignore"))


def tidy(exhibits: Sequence[Exhibit]) -> bytes:
    """Return the figures of all exhibits as CSV for scripts: UTF-8, comma, decimal point, all columns.

    Text is unchanged, also when it looks like a formula: a script does not run it, and an added apostrophe would make
    a code or a name unequal to that of the source.
    """
    return plain(figures(exhibits))


def table(frame: pd.DataFrame, columns: dict[str, str]) -> bytes:
    """Return the chosen columns, renamed, with codes as words, as CSV that Dutch Excel opens; see `dutch`."""
    words = {"missing": MISSING, "status": STATUS, "origin": ORIGIN}
    chosen = frame[list(columns)]
    chosen = chosen.assign(**{name: chosen[name].replace(words[name]) for name in words if name in chosen})
    return _for_excel(chosen.rename(columns=columns))


def plain(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV for scripts: UTF-8, comma, decimal point, every number in full, empty when missing."""
    return _written(frame, ",").encode("utf-8", "replace")


def figures(exhibits: Iterable[Exhibit]) -> pd.DataFrame:
    """Return the figures of all exhibits, each once: where several show one, the row with its margin."""
    found = together(one.data for one in exhibits)
    key = [name for name in ("onderwerp", "gebiedscode", "periode") if name in found]
    if len(key) < 3 or found.empty:
        return found
    with_margin_first = found.assign(bare=found["ondergrens"].isna()).sort_values("bare", kind="stable")
    return found.loc[sorted(with_margin_first.drop_duplicates(key).index)].reset_index(drop=True)


def together(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames below each other, the columns of the first in front; an empty frame without any."""
    return pd.concat([pd.DataFrame(), *frames], ignore_index=True)


def _for_excel(frame: pd.DataFrame) -> bytes:
    return _BOM + _written(frame.map(_excel_cell).rename(columns=_excel_cell), ";").encode()


def _excel_cell(cell: Any) -> Any:
    if isinstance(cell, str):
        text = printable(cell)
        return f"'{text}" if _FORMULA.match(text) else text
    if isinstance(cell, float):
        return "" if pd.isna(cell) else repr(float(cell)).replace(".", ",")
    return cell


def _written(frame: pd.DataFrame, separator: str) -> str:
    # with this end of line Python also puts a text with a lone carriage return between quotes
    return str(frame.to_csv(sep=separator, index=False, lineterminator="\r\n"))
