"""Writes a letter as a tagged PDF: LibreOffice converts its Word document, where that is on the machine."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from veerkracht.core.errors import DataError
from veerkracht.core.turns import Turns
from veerkracht.drawing.exhibit import Letter

NO_OFFICE = (
    "Een PDF kan hier niet worden gemaakt: op deze computer staat geen LibreOffice. Sla het Word-document op en kies "
    "in Word Opslaan als, PDF."
)
_SECONDS = 60.0  # a letter takes three, an annex of thirty parts twenty
# PDF/UA: tags, language, title and alternative texts, that a screen reader needs
_FILTER = "pdf:writer_pdf_Export:" + json.dumps({
    name: {"type": "boolean", "value": "true"} for name in ("PDFUACompliance", "UseTaggedPDF", "ExportBookmarks")
})  # fmt: skip
_TURNS = Turns(3, 2 * _SECONDS, "Er worden al PDF’s gemaakt. Probeer het over een minuut opnieuw.")


def is_available() -> bool:
    """Return whether this machine has LibreOffice."""
    return _office() is not None


def document(letter: Letter, template: bytes | None = None) -> bytes:
    """Return the Word document of the letter (export/word.py) as a PDF.

    The same letter gives the same text, tags and pictures, but not the same bytes: LibreOffice writes the time into it,
    and the fonts in any order. Raises DataError when there is no LibreOffice, when it fails or takes too long, or when
    the template is unfit, and Busy when too many wait for it.
    """
    from veerkracht.export import (
        word,
    )  # 16 MB, which a server that only asks whether there is LibreOffice can do without

    return converted(word.document(letter, template))


def converted(content: bytes) -> bytes:
    """Return a Word document as a PDF; errors as in `document`."""
    office = _office()
    if office is None:
        raise DataError(NO_OFFICE)
    # a profile of its own: LibreOffice hands a document over to one that runs already with the same profile
    with _TURNS.turn(), tempfile.TemporaryDirectory(prefix="veerkracht-pdf-") as name:
        folder = Path(name)
        (folder / "brief.docx").write_bytes(content)
        command = [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", _FILTER, "--outdir", name, str(folder / "brief.docx"),
        ]  # fmt: skip
        _run(command, _SECONDS)
        made = folder / "brief.pdf"
        if not made.exists():
            raise DataError(
                "LibreOffice kon van dit document geen PDF maken. Sla het Word-document op en kies in Word Opslaan "
                "als, PDF. Lukt dat wel, vraag de beheerder dan om LibreOffice bij te werken."
            )
        return made.read_bytes()


def _office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _run(command: list[str], seconds: float) -> None:
    """Run a command without a terminal; when it takes too long, end it with all that it started. Raises DataError."""
    process = subprocess.Popen(  # noqa: S603  the program on the path, and files of our own
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise DataError(
            f"Het maken van de PDF duurde langer dan {seconds:.0f} seconden en is gestopt. Kies minder onderdelen, of "
            "sla het Word-document op en kies in Word Opslaan als, PDF."
        ) from error
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)  # soffice is a script: what converts is its child
    else:
        process.kill()
    process.wait()
