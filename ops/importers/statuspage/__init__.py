"""A Statuspage: read through its public documents or its management API, and brought to a page here."""

from ops.importers.statuspage.moving import STATUSPAGE

__all__ = ["STATUSPAGE"]
