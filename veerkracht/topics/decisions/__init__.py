"""Besluiten: decisions about the goals, with owner, due date and outcome."""
