"""Verhalen: stories of residents and professionals."""
