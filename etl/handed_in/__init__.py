"""Files that people hand in through the browser: read within limits, checked, previewed in a separate database, taken
over, undone."""
