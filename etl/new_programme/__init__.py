"""Creates the programme file for any municipality: where, who, a text to complete, and the questions to ask."""
