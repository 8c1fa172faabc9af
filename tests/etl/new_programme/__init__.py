"""The programme of another municipality."""
