"""Vergelijken: buurten ranked and side by side."""
