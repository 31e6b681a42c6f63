"""The certificate with which connections are encrypted, as it stands on the disk now."""

import logging
import ssl
from pathlib import Path

logger = logging.getLogger(__name__)


class Certificate:
    """A certificate with its chain and its key, both PEM files.

    Raises OSError (`ssl.SSLError` is one) when they cannot be read or do not belong together.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self._certificate, self._key = certificate, key
        self._read_at = self._changed_at()
        self._context = self._read()

    def context(self) -> ssl.SSLContext:
        """What a new connection is encrypted with. Files that were renewed are read again."""
        try:
            changed_at = self._changed_at()
            if changed_at != self._read_at:
                self._context, self._read_at = self._read(), changed_at
        except OSError as error:
            # Whoever renews them may be half way: the old ones serve until the new ones can be read.
            logger.warning("The certificate for mail cannot be read again: %s", error)
        return self._context

    def _changed_at(self) -> tuple[int, int]:
        return self._certificate.stat().st_mtime_ns, self._key.stat().st_mtime_ns

    def _read(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # An encrypted key would ask the terminal for its password.
        context.load_cert_chain(self._certificate, self._key, password="")
        return context
