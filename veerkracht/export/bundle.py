"""All files of a letter: the document, its pictures and its figures."""

from veerkracht.drawing.exhibit import Letter
from veerkracht.export import delimited, picture, word, workbook


def files(letter: Letter, template: bytes | None = None) -> dict[str, bytes]:
    """Return every file of a letter by its name; `template` is a Word document whose look is taken over.

    Raises DataError when the template is not a Word document.
    """
    shown = [one for part in letter.parts for one in part.exhibits]
    found = {f"{letter.name}.docx": word.document(letter, template)}
    for number, one in enumerate((one for one in shown if one.has_picture), 1):
        found[f"{number:02d}-{one.name}.png"] = picture.png(one)
        found[f"{number:02d}-{one.name}.svg"] = picture.svg(one).encode()
    if shown:
        found[f"{letter.name}.xlsx"] = workbook.workbook(shown, letter.title, letter.author, letter.moment)
        found[f"{letter.name}.csv"] = delimited.dutch(shown)
        found[f"{letter.name}-tidy.csv"] = delimited.tidy(shown)
    return found
