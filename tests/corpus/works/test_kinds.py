"""Kinds of works."""

import pytest

from corpus.works.kinds import CSL_TYPES, KINDS, kind_of


@pytest.mark.parametrize("csl_type", CSL_TYPES)
def test_a_type_is_of_its_kind(csl_type):
    """Every CSL type has a kind that may have it."""
    assert csl_type in KINDS[kind_of(csl_type)]


def test_kinds_have_csl_types():
    """No kind has a type that CSL does not know."""
    assert {csl_type for types in KINDS.values() for csl_type in types} == set(CSL_TYPES)
