"""Own groups of buurten: what they are, and their figures, computed from those of their buurten."""
