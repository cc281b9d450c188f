"""`python -m assistant` is `evidence`."""

from assistant.cli import main

main()
