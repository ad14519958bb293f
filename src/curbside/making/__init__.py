"""Source → reading, in confined processes that load nothing of what answers questions."""
