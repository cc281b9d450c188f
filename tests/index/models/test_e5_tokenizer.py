from hashlib import sha256

import pytest

from index.models import e5
from index.models.e5_tokenizer import upstream_score, upstream_text


def test_the_upstream_file_is_written_byte_for_byte():
    """The text has the SHA-256 of the tokenizer.json that the model's authors published."""
    text = upstream_text(e5.find_weights())
    assert sha256(text.encode()).hexdigest() == "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (0.0, 0.0),
        (-3.4635426998138428, -3.4635426998138428),  # 17 digits that the quotient happens to keep
        (-7.4715776443481445, -7.471577644348144),  # the piece "k" of the upstream file
    ],
)
def test_scores_are_off_as_upstream(score, expected):
    """A score is read as digits / 10**decimals, which may round twice."""
    assert upstream_score(score) == expected
