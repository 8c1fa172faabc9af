"""Kaart: one indicator over all areas of a level."""

USES = ("sources",)
