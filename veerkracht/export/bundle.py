"""Generates all files of a letter: the document, its slides, images and figures."""

from veerkracht.drawing.exhibit import Deck, Letter, deck
from veerkracht.export import delimited, picture, slides, word, workbook


def files(
    letter: Letter, template: bytes | None = None, slide_template: bytes | None = None, slide_deck: Deck | None = None
) -> dict[str, bytes]:
    """Return every file of a letter by its name; the Word and PowerPoint templates determine the look of two of them.
    The slides are those of its own deck if it has one, else one per exhibit. Raises DataError when a template cannot be
    used."""
    exhibits = [exhibit for part in letter.parts for exhibit in part.exhibits]
    contents = {f"{letter.name}.docx": word.document(letter, template)}
    for number, exhibit in enumerate((exhibit for exhibit in exhibits if exhibit.has_picture), 1):
        contents[f"{number:02d}-{exhibit.name}.png"] = picture.png(exhibit)
        contents[f"{number:02d}-{exhibit.name}.svg"] = picture.svg(exhibit).encode()
    if exhibits:
        contents[f"{letter.name}.pptx"] = slides.presentation(slide_deck or deck(letter), slide_template)
        contents[f"{letter.name}.xlsx"] = workbook.workbook(exhibits, letter.title, letter.author, letter.moment)
        contents[f"{letter.name}.csv"] = delimited.dutch(exhibits)
        contents[f"{letter.name}-voor-scripts.csv"] = delimited.tidy(exhibits)
    return contents
