"""What several test folders share."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real reports and questions, beside the repository where they are at hand."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared/data, which is not part of the repository")
    return SHARED / "data"
