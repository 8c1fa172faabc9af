"""The municipality's own texts: stories, efforts and budget, with their templates."""
