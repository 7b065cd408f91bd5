"""Whose machine asks, as far as limits need to tell."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings


def find_address(connection: str, forwarded: str) -> str:
    """Return the network address of an asker: what our own outermost proxy saw, or else the connection's.

    `forwarded` is the X-Forwarded-For header. IPv6 networks are cut to 64 bits, since one household has as many
    addresses as it likes below that.
    """
    if settings.PROXY_COUNT:
        seen = [part.strip() for part in forwarded.split(",") if part.strip()]
        if len(seen) >= settings.PROXY_COUNT:
            connection = seen[-settings.PROXY_COUNT]
    return cut_address(connection)


def cut_address(address: str) -> str:
    """Return an IPv4 address whole, an IPv6 one as its /64 network, and anything else as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)
