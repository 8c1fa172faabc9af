"""Judges the goals: their series, statuses, what each lacks, the city, what can be detected and an early signal."""
