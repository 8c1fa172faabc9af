"""Tables that somebody saved from the site of a publisher, or got as its workbook, taken in as if they were fetched."""
