"""Addresses as people write them."""

import pytest

from monitoring.addresses import address_read, addresses_named
from statuspage.exceptions import Invalid

READ = {
    "https://shop.example.com/a?b=c": ("http", {"url": "https://shop.example.com/a?b=c"}, "shop.example.com"),
    " http://10.0.0.7:8080/ ": ("http", {"url": "http://10.0.0.7:8080/"}, "10.0.0.7"),
    "www.example.com": ("http", {"url": "https://www.example.com"}, "example.com"),
    "example.com/health": ("http", {"url": "https://example.com/health"}, "example.com"),
    "example.com:8443/health": ("http", {"url": "https://example.com:8443/health"}, "example.com"),
    "db:5432": ("tcp", {"host": "db", "port": 5432}, "db"),
    "tcp://db.example.com:5432": ("tcp", {"host": "db.example.com", "port": 5432}, "db.example.com"),
    "[::1]:22": ("tcp", {"host": "::1", "port": 22}, "::1"),
    "localhost": ("http", {"url": "https://localhost"}, "localhost"),
}
WRONG = (
    ("", "“” is no address"),
    ("my shop", "“my shop” is no address"),
    ("shop", "write https://example.com or host:port"),
    ("ftp://example.com", "“ftp://” is not watched"),
    ("javascript://x", "“javascript://” is not watched"),
    ("tcp://example.com", "has no port"),
    ("https://", "is no address"),
    ("https://[::1", "is no address"),
    ("https://example.com:99999", "is no address"),
)


def test_it_reads_what_people_write_and_says_what_it_cannot():
    for written, (kind, target, host) in READ.items():
        found = address_read(written)
        assert (found.kind, found.target, found.host) == (kind, target, host), written
    for written, told in WRONG:
        with pytest.raises(Invalid) as refused:
            address_read(written, pointer="/addresses/3")
        (error,) = refused.value.errors
        assert error.pointer == "/addresses/3"
        assert told in error.detail, written


def test_names_are_hosts_and_tell_apart_what_shares_one():
    written = ("https://a.example.com/x", "a.example.com:22", "https://b.example.com/deep/path")
    names = addresses_named([address_read(one) for one in written])
    assert names == ["a.example.com/x", "a.example.com:22", "b.example.com"]
