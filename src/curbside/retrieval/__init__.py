"""Query → evidence: typed concepts, the search engine, and what it found."""
