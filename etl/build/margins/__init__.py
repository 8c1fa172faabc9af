"""The margins of figures, and the estimates they are based on."""
