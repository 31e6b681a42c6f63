"""What the guard raises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class EgressError(Exception):
    """A target cannot be used. `code` is for machines, `detail` for people."""

    code = "invalid_url"

    def __init__(self, detail: object, *, code: str | None = None) -> None:
        super().__init__(str(detail))
        self.detail = detail
        if code is not None:
            self.code = code


class InvalidTarget(EgressError):
    """The target is not well formed: a wrong scheme, a bad port, credentials in the URL..."""


class TargetBlocked(EgressError):
    """The guard refuses the target.

    One message for every reason, so that nobody can map a network by reading refusals.
    """

    code = "target_blocked"
    message = _("This address is not allowed as a target.")

    def __init__(self) -> None:
        super().__init__(self.message)


class ResolveFailed(EgressError):
    """A name could not be turned into addresses. Codes: `dns_not_found`, `dns_failed`, `dns_timeout`."""

    code = "dns_failed"
