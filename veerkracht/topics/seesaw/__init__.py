"""Wipwap: two sides of a buurt weighed against each other."""
