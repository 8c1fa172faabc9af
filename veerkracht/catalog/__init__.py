"""The typed content of `indicators.yaml`, with Dutch errors that give the line number."""
