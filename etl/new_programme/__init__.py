"""Makes the file of a programme for any municipality: who and where, a text to fill in, and how it is asked for."""
