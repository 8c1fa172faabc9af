"""The typed content of `indicators.yaml`, with Dutch errors that name the line."""
