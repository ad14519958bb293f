"""Curbside: clinical questions answered from a library, every statement bound to a located quote."""

__version__ = "0.1.0"
