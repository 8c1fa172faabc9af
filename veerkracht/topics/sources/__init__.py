"""Bronnen: where every figure comes from and when it was last checked."""
