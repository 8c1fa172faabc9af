"""The small pictures of a card: no text lies on a mark."""

import re

from veerkracht.topics.goals import small_pictures
from veerkracht.topics.goals.small_pictures import Figure


def test_the_years_stand_clear_of_the_dots() -> None:
    """A mean over years, five letters wide, lay under the dot of an area that was far behind."""
    for gaps in ([161.0, 119.0], [-35.0, 0.0], [5.0]):
        drawn = small_pictures.distances([("22–24", Figure(gap, f"{abs(gap):.0f}")) for gap in gaps], "#000")
        dots = [float(place) for place in re.findall(r'<circle cx="([\d.]+)"', drawn)]
        assert len(dots) == len(gaps) and min(dots) - 6 >= 5 * small_pictures._LETTER
