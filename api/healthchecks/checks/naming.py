"""Which channels a client means (section 6 of the contract)."""

from collections.abc import Sequence

from api.healthchecks.errors import bad_request
from statuspage.models import Page
from webhooks.models import Subscription
from webhooks.selectors.channels import channels_living

EVERY = "*"


def channels_named(page: Page, text: str) -> Sequence[Subscription]:
    """The page's channels that the text names by UUID or name, all for `*`, none for nothing.

    Raises `Fault` (400) for what names no channel or several.
    """
    if not text:
        return []
    channels = list(channels_living().filter(page=page).order_by("pk"))
    if text == EVERY:
        return channels
    meant: dict[str, dict[int, Subscription]] = {}
    for channel in channels:
        for word in (str(channel.code), channel.name):
            meant.setdefault(word, {})[channel.pk] = channel
    found: dict[int, Subscription] = {}
    for word in text.split(","):
        if not word:
            raise bad_request("empty channel identifier")
        if word not in meant:
            raise bad_request(f"invalid channel identifier: {word}")
        if len(meant[word]) > 1:
            raise bad_request(f"non-unique channel identifier: {word}")
        found |= meant[word]
    return list(found.values())
