"""File formats: turns an exhibit into PNG, SVG, Word, Excel, CSV or a data package."""
