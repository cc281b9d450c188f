"""A work that a person gives another key."""

from dataclasses import replace

import pytest

from corpus.errors import InputError, UnknownKey
from corpus.model import Filter, Lookup
from corpus.store.corpus import Corpus
from corpus.store.verification import verify
from tests.corpus.documents import reference
from tests.corpus.store.conftest import put

RENAMED = replace(reference("new"), former_keys=("work",))


def test_a_renamed_work_keeps_its_source_and_its_old_name(library):
    """Both keys find the work, its source and its passages. Nothing is damaged, and the old key is not a work."""
    with Corpus.open(library, write=True) as corpus:
        sha256 = put(corpus, b"%PDF-1")
        corpus.remember(Lookup("work", "10.1000/1", None, ""))
        corpus.put([RENAMED])
    with Corpus.open(library) as corpus:
        assert corpus.references() == {"new": RENAMED}
        assert corpus.reference("work") == corpus.reference("new") == RENAMED
        assert corpus.sources()[sha256].key == "new"
        assert list(corpus.lookups()) == ["new"]
        for key in ("work", "new"):
            selection = Filter(keys=(key,))
            assert [holding.reference for holding in corpus.holdings(selection)] == [RENAMED]
            assert corpus.select(selection).sources == {sha256}
            assert list(verify(corpus, [key])) == [("new", None)]
        assert list(verify(corpus)) == [("new", None)]


def test_a_renamed_work_is_removed_by_its_old_name(library):
    """Removing a work forgets its former keys too."""
    with Corpus.open(library, write=True) as corpus:
        put(corpus, b"%PDF-1")
        corpus.put([RENAMED])
        assert corpus.remove("work", keep_note=False) == 1
        with pytest.raises(UnknownKey):
            corpus.reference("work")


@pytest.mark.parametrize("taken", ["other", "former"])
def test_the_key_of_another_work_is_refused(library, taken):
    """A key that another work has, or had, names that work. Nothing changes."""
    other = replace(reference("other"), former_keys=("former",))
    with Corpus.open(library, write=True) as corpus:
        corpus.put([reference("work"), other])
        with pytest.raises(InputError, match="key of another work, 'other'"):
            corpus.put([replace(reference(taken), former_keys=("work",))])
        assert corpus.references() == {"work": reference("work"), "other": other}


def test_a_work_can_have_its_old_key_again(library):
    """A work is renamed to one of its own former keys."""
    back = replace(reference("work"), former_keys=("new",))
    with Corpus.open(library, write=True) as corpus:
        corpus.put([reference("work")])
        corpus.put([RENAMED])
        corpus.put([back])
        assert corpus.references() == {"work": back}
        assert corpus.reference("new") == back
