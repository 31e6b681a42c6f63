"""Answers as the documentation of the original shows them: there, addresses have no host."""

import re
from typing import Any

MOUNT = re.compile(r"http://testserver((?:/admin)?/api/v1)?(/.*)")


def paths(value: Any) -> Any:
    """The same with the path behind the mount in place of each address."""
    match value:
        case dict():
            return {name: paths(member) for name, member in value.items()}
        case list():
            return [paths(member) for member in value]
        case str() if found := MOUNT.fullmatch(value):
            return found[2]
    return value


def error(code: int, message: str) -> dict[str, Any]:
    """The body of a refusal."""
    return {"error": True, "code": code, "message": message}
