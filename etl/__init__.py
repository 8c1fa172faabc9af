"""Talks to the outside world and is the only writer of the database."""
