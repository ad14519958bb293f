"""Filters of the templates of asking."""
