"""Articles: what the board reviews, signs and publishes, and what happens when a source changes."""
