"""Samenhang: two indicators set against each other over the buurten."""
