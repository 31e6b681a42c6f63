"""How many would be told, by the kind of their subscription."""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "email": "E-mail",
    "webhook": "Webhook",
    "slack": "Slack",
    "teams": "Microsoft Teams",
    "discord": "Discord",
}
"""How visitors are told: products' names, which are the same in every language."""


def kinds_told(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many of each kind, by the kind's name, in the same order everywhere."""
    return [(name, counted.get(kind, 0)) for kind, name in KINDS.items()]
