"""Downloads from a web on this machine."""

import pytest

from corpus.errors import NotFetched
from tests.corpus.pdfs import report
from tests.web import URL


@pytest.fixture
def content(tmp_path):
    """The bytes of a PDF report."""
    return report(tmp_path / "made.pdf").read_bytes()


@pytest.fixture
def get(fake, tmp_path):
    """Download an address into the folder of the test. The limits are fields of `FetchLimits`."""

    def get(url=URL, robots=False, **limits):
        with fake.web(tmp_path, **limits).visit("work") as visit:
            return visit.download(url, robots=robots)

    return get


@pytest.fixture
def refusal(get):
    """Return the reason why an address is not downloaded."""

    def refusal(url=URL, robots=False, **limits):
        with pytest.raises(NotFetched) as caught:
            get(url, robots, **limits)
        return str(caught.value)

    return refusal
