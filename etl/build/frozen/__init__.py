"""Data frozen in a file, so that a publisher's restatement changes nothing, and what is computed from it."""
