"""Writes a letter as a tagged PDF: LibreOffice converts its Word document, if installed."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from veerkracht.core.errors import DataError
from veerkracht.core.turns import Turns
from veerkracht.drawing.exhibit import Letter

NO_OFFICE = (
    "Een PDF kan hier niet worden gemaakt: op deze computer staat geen LibreOffice. Sla het Word-document op en kies "
    "in Word Opslaan als, PDF."
)
_SECONDS = 60.0  # a letter takes three, an annex of thirty parts twenty
# PDF/UA: tags, language, title and alternative texts, required by screen readers
_FILTER = "pdf:writer_pdf_Export:" + json.dumps({
    name: {"type": "boolean", "value": "true"} for name in ("PDFUACompliance", "UseTaggedPDF", "ExportBookmarks")
})  # fmt: skip
# the traces of the moment of conversion: times in the information and in the XMP, and two checksums
_INFO_TIME = re.compile(rb"(?<=Date\(D:)\d{14}")
_XMP_TIME = re.compile(rb"(?<=Date>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_CHECKSUM = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>\s)|(?<=/DocChecksum /)[0-9A-F]{32}")
_TURNS = Turns(1, 2 * _SECONDS, "Er worden al PDF’s gemaakt. Probeer het over een minuut opnieuw.")
_NICENESS = 10  # pages have priority


def is_available() -> bool:
    """Return whether LibreOffice is installed."""
    return _office() is not None


def document(letter: Letter, template: bytes | None = None) -> bytes:
    """Return the Word document of the letter (export/word.py) as a PDF; the same letter gives the same content.

    LibreOffice writes its fonts in an order that varies. Raises DataError when LibreOffice is missing, fails or times
    out, or when the template is unusable, and Busy when too many requests are waiting.
    """
    from veerkracht.export import word  # 16 MB, which a server does not need to check whether LibreOffice is installed

    return converted(word.document(letter, template), letter.moment)


def converted(content: bytes, moment: datetime) -> bytes:
    """Return a Word document as a PDF dated `moment`; errors as in `document`."""
    office = _office()
    if office is None:
        raise DataError(NO_OFFICE)
    # its own profile: LibreOffice passes a document on to a running instance with the same profile
    with _TURNS.turn(), tempfile.TemporaryDirectory(prefix="veerkracht-pdf-") as name:
        folder = Path(name)
        (folder / "brief.docx").write_bytes(content)
        command = [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", _FILTER, "--outdir", name, str(folder / "brief.docx"),
        ]  # fmt: skip
        _run(command, _SECONDS)
        pdf = folder / "brief.pdf"
        if not pdf.exists():
            raise DataError(
                "LibreOffice kon van dit document geen PDF maken. Sla het Word-document op en kies in Word Opslaan "
                "als, PDF. Lukt dat wel, vraag de beheerder dan om LibreOffice bij te werken."
            )
        return _dated(pdf.read_bytes(), moment)


def _dated(content: bytes, moment: datetime) -> bytes:
    """Return a PDF with `moment` as its creation time, and with checksums derived from its content. Replacements have
    the length of the original, so that the offsets in the cross-reference table stay valid."""
    content = _INFO_TIME.sub(f"{moment:%Y%m%d%H%M%S}".encode(), content)
    content = _XMP_TIME.sub(f"{moment:%Y-%m-%dT%H:%M:%S}".encode(), content)
    body, mark, trailer = content.rpartition(b"trailer")
    checksum = hashlib.sha256(body).hexdigest()[:32].upper().encode()
    return body + mark + _CHECKSUM.sub(checksum, trailer)


def _office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _run(command: list[str], seconds: float) -> None:
    """Run a command without a terminal; on a timeout, kill it and its children. Raises DataError."""
    process = subprocess.Popen(  # noqa: S603  the program on the path, and files of our own
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        if os.name == "posix":
            with suppress(OSError):  # it ended already
                os.setpriority(os.PRIO_PGRP, process.pid, _NICENESS)
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
        os.killpg(process.pid, signal.SIGKILL)  # soffice is a script: a child process does the conversion
    else:
        process.kill()
    process.wait()
