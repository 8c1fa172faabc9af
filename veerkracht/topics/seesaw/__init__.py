"""Veerkracht: how many people in a buurt have much and how many little of it; the plan draws it as a see-saw."""
