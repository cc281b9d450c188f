"""Checked addresses: which URLs may be requested, and which numeric addresses may be connected to.

**Nothing connects to an address that was not checked.** A host name is resolved once. If any of its addresses is
private, loopback, link-local or otherwise outside the public internet, the host is refused. Otherwise the socket is
opened to one of those numeric addresses, while TLS and the `Host` header keep the name. A resolver that would answer
differently the second time is therefore never asked a second time (DNS rebinding, https://crypto.stanford.edu/dns/).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from socket import SOCK_STREAM, getaddrinfo
from threading import Thread
from urllib.parse import urlsplit

from corpus.errors import NotFetched

Addresses = Sequence[tuple[str, int]]
"""Numeric addresses, each with the port to connect to: pairs as `socket.create_connection` takes them."""

_ASSIGNED_IPV6 = IPv6Network("2000::/3")  # all that has been assigned (RFC 4291, 2.4, and IANA's registry)
_NAT64 = IPv6Network("64:ff9b::/96")

# Protocol assignments, 6to4 relays and documentation. `is_global` is true here in some Python versions.
_NOT_GLOBAL = (
    ip_network("192.0.0.0/24"),
    ip_network("192.88.99.0/24"),
    ip_network("2001::/23"),
    ip_network("2001:db8::/32"),
    ip_network("3fff::/20"),
)


def check_url(url: str) -> str:
    """Return the host of a URL that may be requested.

    Raises:
        NotFetched: the URL is not http or https, has no host, or contains a user name or password.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # a port out of range raises
    except ValueError as error:
        raise NotFetched(f"{url!r} is not a web address") from error
    if parts.scheme not in ("http", "https") or not host:
        raise NotFetched(f"only http and https addresses are fetched, not {url!r}")
    if "@" in parts.netloc:
        raise NotFetched(f"the address contains a user name: {url!r}")
    return host


def is_public(address: str) -> bool:
    """Return whether a numeric address is on the public internet.

    If an IPv6 address carries an IPv4 address, the IPv4 address decides.
    """
    without_interface = address.partition("%")[0]
    number = ip_address(without_interface)
    if isinstance(number, IPv6Address):
        carried = _carried_ipv4(number)
        if carried:
            return is_public(str(carried))
        if number not in _ASSIGNED_IPV6:
            return False
    if any(number in network for network in _NOT_GLOBAL):
        return False
    return number.is_global and not (number.is_multicast or number.is_reserved)


def permit_server(url: str) -> Callable[[str], bool]:
    """Return a check that permits addresses of the public internet, and those of a server that a person named.

    Raises:
        NotFetched: see `check_url`.
    """
    host = check_url(url)
    named = set()
    with suppress(OSError):  # the request will report it
        named = {address for address, _ in resolve(host, 0)}

    def permits(address: str) -> bool:
        return address in named or is_public(address)

    return permits


def _carried_ipv4(number: IPv6Address) -> IPv4Address | None:
    if number in _NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour


def resolve(host: str, port: int) -> Addresses:
    """Return the addresses of a host name.

    Raises:
        OSError: the name has no address, or the resolver cannot be reached.
    """
    addresses = []
    for info in getaddrinfo(host, port, type=SOCK_STREAM):
        number, its_port = info[4][0], info[4][1]
        addresses.append((str(number), int(its_port)))
    return addresses


def find_addresses(
    host: str, port: int, seconds: float, resolve: Callable[[str, int], Addresses], permits: Callable[[str], bool]
) -> Addresses:
    """Return the addresses of a host name after checking every one of them.

    Args:
        host: a name or a number.
        port: the port to connect to.
        seconds: how long the resolver may take.
        resolve: returns the addresses of a host.
        permits: returns whether an address may be connected to.

    Raises:
        NotFetched: the host has no address, or one of its addresses may not be connected to.
    """
    try:
        addresses = _resolve_within(seconds, resolve, host, port)
    except (OSError, UnicodeError) as error:  # UnicodeError: the name has a form that DNS cannot hold
        raise NotFetched(f"the host {host!r} is not found", gone=True) from error
    if not addresses:
        raise NotFetched(f"the host {host!r} is not found", gone=True)
    for address, _ in addresses:
        if not permits(address):
            raise NotFetched(f"{host!r} is at {address}, which is not on the public internet: refused")
    return addresses


def _resolve_within(seconds: float, resolve: Callable[[str, int], Addresses], host: str, port: int) -> Addresses:
    """Return what a resolver returns. The system's resolver may hang and takes no time limit.

    Raises:
        OSError: the resolver raised it, or took too long.
    """
    results: SimpleQueue[Addresses | Exception] = SimpleQueue()

    def run() -> None:
        try:
            results.put(resolve(host, port))
        except Exception as error:  # raised again in the caller's thread
            results.put(error)

    Thread(target=run, daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except Empty:
        raise OSError("the resolver did not answer in time") from None
    if isinstance(result, Exception):
        raise result
    return result
