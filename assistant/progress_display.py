"""A line on the terminal that shows the progress of a long job."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text

from assistant.progress import JobProgress

REFRESHES_PER_SECOND = 5


@contextmanager
def watch(progress: JobProgress) -> Iterator[None]:
    """Show the progress on stderr while the block runs, and remove the line at its end."""
    console = Console(stderr=True)
    with Live(
        get_renderable=lambda: line(progress), console=console, refresh_per_second=REFRESHES_PER_SECOND, transient=True
    ):
        yield


def bar(fraction: float, cells: int = 12) -> str:
    """Return a bar of `cells` characters: `━━━───` if half is done."""
    done = round(min(fraction, 1) * cells)
    return "━" * done + "─" * (cells - done)


def line(progress: JobProgress) -> Text:
    """Return the progress on one line that fits 80 columns.

    It has the stage, files, pages, passages, speed and time left, as far as they are known.
    """
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
        parts.append(f"{_duration(progress.seconds_left)} left")
    return Text("  ·  ".join(parts), no_wrap=True, overflow="ellipsis")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
