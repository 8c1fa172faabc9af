"""Fetched data: the store on disk, its folders and columns, and how they become observations."""
