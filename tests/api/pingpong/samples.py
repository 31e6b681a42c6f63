"""The samples of PingPong's documentation, with ids of ours in place of its."""

from typing import Any

from tests.api.pingpong.conftest import Acme


def group_sample(acme: Acme) -> dict[str, Any]:
    """The group of most samples."""
    return {
        "id": acme.system.uid,
        "project": "ACME",
        "name": "System",
        "created_at": "2020-02-07T18:35:09Z",
        "description": None,
    }


def api_sample(acme: Acme, status: str = "Operational", color: str = "green") -> dict[str, Any]:
    """The component of most samples."""
    return {
        "id": acme.api.uid,
        "project": "ACME",
        "name": "API",
        "group": group_sample(acme),
        "created_at": "2020-02-07T14:22:03Z",
        "status": status,
        "status_color": color,
        "description": None,
        "showcased": True,
    }


def db_sample(acme: Acme) -> dict[str, Any]:
    """The second component of the list."""
    return {
        "id": acme.db.uid,
        "project": "ACME",
        "name": "DB",
        "group": None,
        "created_at": "2020-03-12T15:42:19Z",
        "status": "Major issues",
        "status_color": "orange",
        "description": "All databases, including read-only replicas",
        "showcased": False,
    }


def metric_sample(acme: Acme) -> dict[str, Any]:
    """The metric; the documentation lists `url` and leaves it out of its samples."""
    return {
        "id": "LPGPFfUjHpnJfMXvqnctt7",
        "project": "ACME",
        "name": "API",
        "description": None,
        "created_at": "2020-02-19T16:13:58Z",
        "component": api_sample(acme),
        "url": None,
        "frequency": "5 minutes",
        "location": "US West",
        "showcased": "Showcase uptime",
    }


def custom_metric_sample(acme: Acme) -> dict[str, Any]:
    """The custom metric."""
    return {
        "id": "29epTBPdfSTBB7LAmTfADw",
        "project": "ACME",
        "name": "Errors",
        "description": None,
        "created_at": "2020-02-03T08:16:39Z",
        "component": api_sample(acme),
        "suffix": "per minute",
        "rollup": "Maximum value",
        "showcased": True,
    }
