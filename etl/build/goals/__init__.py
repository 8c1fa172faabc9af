"""Judges the goals: series, statuses, what each is missing, the city, detectable changes and early signals."""
