"""The command line: one file per command. stdout is data only; progress and notes go to stderr."""
