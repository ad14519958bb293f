"""Ask a question, read the answer."""
