"""One folder per topic, each with at most queries, figures, tables, charts, sentences, exhibits and a page."""
