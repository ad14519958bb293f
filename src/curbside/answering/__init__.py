"""Question → answer: interpret, gate, compose, verify. No I/O of its own."""
