"""The municipality's own figures: spreadsheets, their checks and their template."""
