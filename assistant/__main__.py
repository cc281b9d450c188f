"""Start the command line: `evidence`, or `python -m assistant`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line. If a person stops it while its modules are loaded, end it without a traceback.

    One command makes few reference cycles. Python would look for them while modules are loaded, and once more among all
    objects at the end. That took an eighth of the time of a question. Its few products of matrices are small. The
    threads of numpy's library for them would only wait, on the processors that the models need.
    """
    gc.set_threshold(100_000, 20, 20)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from assistant.cli import main as run

        run()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
