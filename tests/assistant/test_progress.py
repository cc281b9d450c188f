from time import monotonic

import pytest

from assistant.progress import JobProgress
from assistant.progress_display import line


def test_time_left_is_estimated_from_the_rate():
    """With 25 of 100 bytes read and 10 of 20 passages encoded in 5 s, 70 passages remain: 35 s."""
    progress = JobProgress(bytes=25, bytes_total=100, passages=10, passages_total=20, encoding_since=monotonic() - 5)
    assert progress.rate == pytest.approx(2, rel=0.05)
    assert progress.seconds_left == pytest.approx(35, rel=0.05)
    assert JobProgress().seconds_left is None


def test_a_job_begins_without_the_counters_of_the_last_one():
    """The watcher stays, and sees the new job at its beginning."""
    seen = []
    progress = JobProgress(watch=lambda job: seen.append(line(job).plain))
    progress.advance(stage="Fetching", files=3, files_total=4, fraction=0.5, passages=10, passages_total=20)
    progress.receive(10, 20)
    progress.begin("Identifying", files_total=2)
    assert seen[-1] == "Identifying  ·  0/2 files"


def test_the_line_shows_what_is_known():
    """Files, pages, passages, rate and time left are shown as soon as they are known."""
    assert line(JobProgress(stage="Reading")).plain == "Reading"
    progress = JobProgress(
        files=3, files_total=78, pages=120, passages=10, passages_total=20, encoding_since=monotonic() - 5
    )
    assert line(progress).plain == "3/78 files  ·  120 pages  ·  10/20 passages  ·  2/s  ·  5 s left"


def test_downloads_have_a_bar():
    """A quarter of the expected bytes is a quarter of the bar, with the megabytes beside it."""
    progress = JobProgress(stage="Fetching", files=1, files_total=4)
    progress.receive(0, 8_000_000)
    progress.receive(2_000_000, 0)
    assert line(progress).plain == "Fetching  ·  ━━━─────────  ·  2.0/8.0 MB  ·  1/4 files"


def test_a_job_that_is_asked_to_stop_early_stops_when_it_can():
    """A request before the job can stop is carried out then, one while it can at once. The next job is not stopped."""
    stopped = []
    progress = JobProgress()
    progress.stop()
    progress.begin("Reading")
    with progress.stoppable(lambda: stopped.append("early")):
        progress.stop()
    with progress.stoppable(lambda: stopped.append("next job")):
        pass
    assert stopped == ["early", "early"]
