"""Buurtprofiel: everything known about one buurt."""
