"""Words and rules of the field. Standard library only; no files, clock, network or chance."""
