"""Tables that somebody saved from a publisher's site, or received as its workbook, imported as if they were fetched."""
