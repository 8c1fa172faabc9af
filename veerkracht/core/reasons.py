"""Explains in Dutch why one file, table or step failed, even after an unexpected error, so that the others continue:
the single place with texts for system error numbers."""

import errno
import os
from pathlib import Path

from veerkracht.core import logs
from veerkracht.core.errors import VeerkrachtError

_REASONS = {
    errno.EACCES: "geen rechten",
    errno.EPERM: "geen rechten",
    errno.EROFS: "de schijf is alleen te lezen",
    errno.ENOENT: "dat is er niet",
    errno.EEXIST: "er is al iets met die naam",
    errno.EISDIR: "daar staat een map",
    errno.ENOTDIR: "daar staat een bestand waar een map hoort",
    errno.ENOTEMPTY: "de map is niet leeg",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de ruimte van deze gebruiker is vol",
    errno.EFBIG: "het bestand wordt te groot",
    errno.EIO: "de schijf geeft een fout",
    errno.ENXIO: "het apparaat is er niet",
    errno.ENODEV: "het apparaat is er niet",
    errno.ESTALE: "de netwerkmap is weggevallen",
    errno.ETIMEDOUT: "het duurde te lang",
    errno.EBUSY: "een ander programma gebruikt het",
    errno.ETXTBSY: "een ander programma gebruikt het",
    errno.EMFILE: "er zijn te veel bestanden open",
    errno.ENFILE: "er zijn te veel bestanden open",
    errno.ENOMEM: "er is te weinig geheugen",
    errno.ELOOP: "een verwijzing leidt naar zichzelf",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.EINVAL: "dat kan hier niet",
    errno.ENOLCK: "deze schijf kan geen bestanden vergrendelen",
    errno.ENOSYS: "deze schijf kan dat niet",
    errno.EXDEV: "het staat op een andere schijf",
}
_OF_A_NAME = (errno.EISDIR, errno.ENOTDIR, errno.EEXIST)  # the name says where to look


def of(error: Exception) -> str:
    """Return why something could not be read or written, in Dutch; for a rare reason its code: 'fout [EPIPE]'."""
    if isinstance(error, UnicodeDecodeError):
        return "geen UTF-8"
    if not isinstance(error, OSError):
        return f"fout [{type(error).__name__}]"
    number = error.errno or 0
    if number not in _REASONS:
        return f"fout van het systeem [{errno.errorcode.get(number, type(error).__name__)}]"
    name = Path(str(error.filename)).name if error.filename and number in _OF_A_NAME else ""
    return f"{_REASONS[number]}{name and f': {name}'}"


def within(text: str) -> str:
    """Return the reason of the system that a library's message ends with, in Dutch; '' when it has none."""
    return next((reason for number, reason in _REASONS.items() if text.rstrip().endswith(os.strerror(number))), "")


def message(what: str, error: Exception) -> str:
    """Return the Dutch message on an error: its own if foreseen, else one that begins with what failed.

    For an unforeseen error the log gets its type and place in the code, never its text: that may contain internal
    figures.
    """
    if isinstance(error, VeerkrachtError):
        return str(error)
    if isinstance(error, OSError):
        return (
            f"{what}: er is niet te lezen of te schrijven ({of(error)}). Kijk of de "
            "schijf vol is, en of het programma mag lezen en schrijven in de map met cijfers."
        )
    logs.log_error(f"{what}: fout in het programma", error)
    return (
        f"{what}: hier ging iets mis dat niet was voorzien ({type(error).__name__}). Probeer het later opnieuw; blijft "
        "het zo, meld dit dan aan de ontwikkelaars, met de regel uit het logboek."
    )
