"""Vergaderstand: five slides for a meeting, every other goal at a key, and all of it on paper."""

from veerkracht.topics.meeting import page as meeting_page
from veerkracht.topics.meeting import way

meeting_page.hide_navigation()
meeting = meeting_page.choose_way()
slide = meeting_page.choose_slide(meeting)
if slide == way.EVERYTHING:
    meeting_page.show_sheets(meeting)
elif slide == way.SHEET:
    meeting_page.show_sheet(meeting)
else:
    meeting_page.show(meeting, slide)
