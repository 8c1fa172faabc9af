"""What leaves the dashboard: pictures, Word, Excel, CSV and a data package, all made of the same exhibits."""
