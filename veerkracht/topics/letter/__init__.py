"""Raadsbrief: a letter of goals, buurten and indicators, and its files."""
