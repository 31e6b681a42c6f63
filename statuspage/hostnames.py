"""Host names in the form that DNS knows."""

import idna

HOST_LENGTH = 253


def host_ascii(name: str) -> str:
    """The name in ASCII and lower case, without a dot at its end; empty if it can be none."""
    name = name.rstrip(".").lower()
    if not name or len(name) > HOST_LENGTH:
        return ""
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""
