"""What there is when a row is called."""

from dataclasses import dataclass, field
from datetime import datetime

from statuspage.actor import Actor
from statuspage.models import Page

BY = Actor.system()


@dataclass
class World:
    """A page with one of everything: `ids` by the names that the document's paths have for them."""

    page: Page
    now: datetime
    ids: dict[str, str] = field(default_factory=dict)
