"""Verhalen: stories of residents and professionals."""

USES = ("goals",)
