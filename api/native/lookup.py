"""What is said about what a path names and nobody may see."""

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import NotFound


def missing() -> NotFound:
    """One answer for what does not exist and for what may not be seen."""
    return NotFound(_("There is no such object."))
