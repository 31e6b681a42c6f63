"""The server secret: given, or generated once into the data directory."""

import os
import secrets
from pathlib import Path

from config.environment import Environment

NAME = "secret-key"


def secret_key(environment: Environment, data: Path) -> str:
    """The given secret, else the one in ``<data>/secret-key``, which is made at the first start."""
    given = environment.text("SECRET_KEY")
    if given:
        return given
    path = data / NAME
    try:
        return _read_or_create(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        environment.report(
            "data",
            f"The secret key file {str(path)!r} cannot be read or created: {reason}.",
            "Let CANDOR_DATA name a directory that the user who runs Candor can write, "
            "or set CANDOR_SECRET_KEY.",
        )
        return secrets.token_urlsafe(64)


def _read_or_create(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(path)
    return path.read_text(encoding="ascii").strip()


def _create(path: Path) -> None:
    # Two processes may start at once: each writes a file of its own, and the link, which fails when the name
    # is taken, decides. Nobody ever reads a half-written key.
    own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(own, path)
        except FileExistsError:
            return
    finally:
        own.unlink()
