"""Doelen and Doelkaart: the status of every goal, its path, readings and history."""

USES = ("efforts", "sources")
