"""The typed content of `indicators.yaml` and `programma.yaml`, with Dutch errors that give the line number."""
