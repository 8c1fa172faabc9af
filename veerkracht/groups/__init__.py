"""Own groups of buurten: their definition, and their figures, computed from those of their buurten."""
