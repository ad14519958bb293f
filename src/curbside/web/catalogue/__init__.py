"""Browse the documents of the library and read a passage in its context."""
