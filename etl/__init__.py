"""Fetches open data, reads own files and builds the database."""
