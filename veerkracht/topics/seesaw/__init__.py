"""Wipwap: carrying against asking households, per area."""
