"""Sinds vorige keer: what is new, restated or changed since a day, and what comes."""

from veerkracht.topics.since import page
from veerkracht.web import layout

layout.show_heading("Sinds vorige keer")
day = page.choose_day()
page.show(day)
page.explain()
page.offer(day)
