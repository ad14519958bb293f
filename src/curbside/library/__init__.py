"""Documents on disk: generations that are built beside the old one and swapped, never changed in place."""
