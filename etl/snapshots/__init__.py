"""What was fetched: the store on disk, its folders, its columns and how they become observations."""
