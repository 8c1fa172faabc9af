"""The schema, the engines, the reader, and the general queries with their typed rows."""
