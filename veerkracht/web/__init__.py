"""Streamlit: the page frame, choices in the URL, the cache, login, downloads and the initial HTML."""
