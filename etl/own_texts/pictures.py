"""Makes uploaded pictures small and safe: limited in size, and without camera metadata."""

import io
import struct
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from veerkracht.core import dutch
from veerkracht.core.errors import SourceError

MOST_BYTES = 10_000_000
MOST_PIXELS = 50_000_000
WIDEST = 1200  # in pixels, also of the height
_SMALL = 400

_FORMATS = ("JPEG", "PNG", "WEBP")
# raised by Pillow for damaged or malicious files
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, struct.error, OverflowError, Image.DecompressionBombError)


def sanitized(path: Path) -> bytes:
    """Return a picture as JPEG of at most WIDEST pixels, upright, on white, with nothing but its image.

    Raises SourceError, in Dutch, when it is a link to elsewhere, too large, or no picture of a supported format.
    """
    if path.is_symlink() or not path.is_file():
        raise SourceError("is geen gewoon bestand; zet de foto zelf in de map")
    if path.stat().st_size > MOST_BYTES:
        raise SourceError(f"is groter dan {MOST_BYTES // 1_000_000} MB; maak de foto kleiner")
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise SourceError(
                    f"heeft {dutch.number(picture.width * picture.height, 0)} beeldpunten; hoogstens "
                    f"{dutch.number(MOST_PIXELS, 0)} kan"
                )
            return _encoded(picture)
    except _DAMAGED as error:
        raise SourceError("is geen goede foto; sla haar opnieuw op als jpg, png of webp") from error


def small(content: bytes) -> bytes:
    """Return a sanitized picture at a size to glance at."""
    with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
        return _encoded(picture, _SMALL)


def _encoded(picture: Image.Image, widest: int = WIDEST) -> bytes:
    picture.draft("RGB", (widest, widest))  # a JPEG is then read at less than full size
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((widest, widest))
    clean = Image.new("RGB", upright.size, "white")  # a new image has no location, time or remark of the camera
    clean.paste(upright, mask=upright)
    content = io.BytesIO()
    clean.save(content, "JPEG", quality=85, optimize=True)
    return content.getvalue()
