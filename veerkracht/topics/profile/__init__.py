"""Buurtprofiel: everything known of one buurt."""
