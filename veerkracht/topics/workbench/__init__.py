"""Exhibits of the workbench pages."""
