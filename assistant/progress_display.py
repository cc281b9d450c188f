"""A line on the terminal that shows how a long job goes."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text

from assistant.progress import JobProgress

REFRESH = 5
"""Times a second."""


@contextmanager
def watch(progress: JobProgress) -> Iterator[None]:
    """Shows the counters on stderr while the block runs, and takes the line away at its end."""
    with Live(
        get_renderable=lambda: line(progress), console=Console(stderr=True), refresh_per_second=REFRESH, transient=True
    ):
        yield


def bar(fraction: float, cells: int = 12) -> str:
    """Gives a bar of so many cells: `━━━───` where half is done."""
    done = round(min(fraction, 1) * cells)
    return "━" * done + "─" * (cells - done)


def line(progress: JobProgress) -> Text:
    """Gives one line of what is known, short enough for 80 columns: stage, files, pages, passages, rate, time left."""
    parts = [progress.stage] if progress.stage else []
    if progress.fraction is not None:
        parts.append(f"{progress.fraction:.0%}")
    if progress.expected:
        parts.append(bar(progress.received / progress.expected))
        parts.append(f"{progress.received / 1e6:,.1f}/{progress.expected / 1e6:,.1f} MB")
    if progress.files_total:
        parts.append(f"{progress.files:,}/{progress.files_total:,} files")
    if progress.pages:
        parts.append(f"{progress.pages:,} pages")
    if progress.passages_total:
        parts.append(f"{progress.passages:,}/{progress.passages_total:,} passages")
    if progress.rate:
        parts.append(f"{progress.rate:.0f}/s")
    if progress.seconds_left is not None:
        minutes, seconds = divmod(round(progress.seconds_left), 60)
        parts.append(f"{minutes} min {seconds:02} s left" if minutes else f"{seconds} s left")
    return Text("  ·  ".join(parts), no_wrap=True, overflow="ellipsis")
