"""Which addresses are on the public internet, and which URLs are requested."""

import pytest

from corpus.web.checked_addresses import is_public
from tests.web import URL, moved


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public(address):
    """Private, loopback, link-local, shared, reserved, documentation and multicast addresses are not public, even if an
    IPv6 address carries them.
    """
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_addresses_that_are_public(address):
    """All other addresses are public, including those carried by IPv6 addresses."""
    assert is_public(address)


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "data:text/html,x",
        "gopher://example.org/",
        "http://[",
        "https://example.org:99999/",
        "https://a:b@example.org/",
    ],
)
def test_other_schemes_and_passwords_are_refused(fake, target, refusal):
    """Only http and https addresses without a password are requested, also after a redirect."""
    assert refusal(target)
    fake.pages[URL] = moved(target)
    assert refusal()
    assert [url for url, _ in fake.asked] == [URL]
