"""People: who they are, what they may do, what the public is told of the board."""
