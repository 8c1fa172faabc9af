"""Halen we in?: how the distance of an area to its city changed, on every subject."""

USES = ("sources",)
