"""How a person names a feed."""

from pathlib import Path

import pytest

from corpus.errors import InputError
from corpus.feeds.addresses import feed_address


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        (" https://example.org/feed ", "web", "https://example.org/feed"),
        ("crossref:issn=1745-9125", "crossref", "crossref:issn=1745-9125"),
        ("Crossref:ISSN=1745912x", "crossref", "crossref:issn=1745-912X"),
        ("crossref: prefix = 10.1111", "crossref", "crossref:prefix=10.1111"),
        ("crossref:member=311", "crossref", "crossref:member=311"),
        ("~/feed.xml", "file", str(Path.home() / "feed.xml")),
        ("feed.xml", "file", str(Path("feed.xml").absolute())),
    ],
)
def test_each_form(text, kind, written):
    """An address is kept in one form, and a path is whole, so that a job in another folder finds it."""
    address = feed_address(text)
    assert (address.kind, address.text) == (kind, written)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not a feed"),
        ("feed\n.xml", "is not a feed"),
        ("crossref:", "is not a question that Crossref takes. Examples: crossref:issn=1745-9125"),
        ("crossref:doi=10.1/2", "is not a question that Crossref takes"),
        ("crossref:issn=1745", "'1745' is not an ISSN: crossref:issn=1745-9125 is an example"),
        ("crossref:prefix=10.1111/x,member:1", "is not the prefix of DOIs"),
        ("crossref:member=wiley", "is not the number of a member"),
        ("ftp://example.org/feed", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("https://[broken", "is not a web address"),
        ("https://ana:secret@example.org/feed", "the address contains a user name"),
    ],
)
def test_what_is_not_an_address(text, reason):
    """The error says what to write."""
    with pytest.raises(InputError, match=reason.replace("(", r"\(")):
        feed_address(text)
