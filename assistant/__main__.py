"""Start the command line: `evidence`, or `python -m assistant`."""

import sys


def main() -> None:
    """Run the command line. If a person stops it while its modules are loaded, end it without a traceback."""
    try:
        from assistant.cli import main as run

        run()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
