"""`python -m curbside` is the command line."""

from curbside.cli.main import main

main()
