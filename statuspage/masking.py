"""Enough of what names a person to recognise them by, not enough to reach them."""


def mail_masked(address: str) -> str:
    """`v…@example.com`; empty for an empty address."""
    if not address:
        return ""
    local, _at, host = address.rpartition("@")
    return f"{local[:1]}…@{host}"


def login_masked(login: str) -> str:
    """`v…`, and for one that is a mailbox what is shown of that; empty for an empty login."""
    return mail_masked(login) if "@" in login else login and f"{login[:1]}…"
