"""The dashboard: what it knows, how it draws and what it exports."""
