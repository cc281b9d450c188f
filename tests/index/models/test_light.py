"""What a light install, which has no sentence-transformers, says about a model that needs it."""

import sys

import pytest

from corpus.errors import MissingExtra
from index.models import cross_encoder, encoders


@pytest.mark.parametrize("load", [encoders.load, cross_encoder.load])
def test_a_model_that_needs_more_says_what_to_install(load, monkeypatch):
    """The error names the model, and the two packages as pip takes them."""
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)  # so that its import fails
    with pytest.raises(MissingExtra) as raised:
        load("some/model")
    for part in ("'some/model'", "pip install 'sentence-transformers>=6.2' 'torch==2.13.0'"):
        assert part in str(raised.value)
    assert "\n" not in str(raised.value)
