"""Builds, checks and publishes the database."""
