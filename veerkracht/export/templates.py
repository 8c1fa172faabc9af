"""The municipality's own Word and PowerPoint templates, in its local folder."""

from veerkracht.core import paths


def read(suffix: str) -> bytes | None:
    """Return the template of this kind (data/lokaal/sjabloon.docx or .pptx), None without one."""
    path = paths.local_folder() / f"sjabloon{suffix}"
    return path.read_bytes() if path.exists() else None
