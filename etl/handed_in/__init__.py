"""Files that people hand in by browser: read within bounds, checked, shown in a database aside, taken over, undone."""
