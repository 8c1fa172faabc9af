"""What the margins of figures rest on, and the margins themselves."""
