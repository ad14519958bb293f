"""File → document: read, sectionise, cut into passages, find recommendations, describe."""
