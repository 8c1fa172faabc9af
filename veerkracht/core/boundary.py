"""Says in Dutch why one file, table or step failed, also by an error that nobody foresaw, so that the others go on."""

from veerkracht.core import logs, reasons
from veerkracht.core.errors import VeerkrachtError


def reason(what: str, error: Exception) -> str:
    """Return the Dutch message on an error: its own when it was foreseen, else one that begins with what failed.

    Of an error that nobody foresaw the log gets the type and the place in the code, never the text: that may hold
    figures that are internal.
    """
    if isinstance(error, VeerkrachtError):
        return str(error)
    if isinstance(error, OSError):
        return (
            f"{what}: er is niet te lezen of te schrijven ({reasons.of(error)}). Kijk of de "
            "schijf vol is, en of het programma mag lezen en schrijven in de map met cijfers."
        )
    logs.log_error(f"{what}: fout in het programma", error)
    return (
        f"{what}: hier ging iets mis dat niet was voorzien ({type(error).__name__}). Probeer het later opnieuw; blijft "
        "het zo, meld dit dan aan de ontwikkelaars, met de regel uit het logboek."
    )
