"""Creates zip files: the same files always give the same bytes."""

import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can hold


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip file with these files by name, in this order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return content.getvalue()


def undated(content: bytes) -> bytes:
    """Return a zip file, such as a Word document, without the timestamps of its files."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})
