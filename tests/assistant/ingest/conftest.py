"""A web without a network."""

import pytest

from tests.web import FakeWeb


@pytest.fixture
def fake():
    with FakeWeb() as fake:
        yield fake
