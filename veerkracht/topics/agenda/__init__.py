"""Agenda: when goals are measured and due, efforts and the budget."""

USES = ("efforts",)
