"""Handleiding and the statements on accessibility and privacy."""
