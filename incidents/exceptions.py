"""What the services of incidents and maintenance raise beside the shared kinds."""

from statuspage.exceptions import Conflict, NotFound


class ImpossibleTransition(Conflict):
    """The status exists, but cannot follow the present one."""

    default_code = "impossible_transition"


class TouchedByPerson(Conflict):
    """Automation wanted to change what a person wrote or has taken over."""

    default_code = "touched_by_person"


class IncidentEnded(Conflict):
    """The act needs an incident or maintenance that is not over yet."""

    default_code = "already_ended"


class IncidentNotEnded(Conflict):
    """The act needs an incident that is over."""

    default_code = "not_ended"


class OpeningUpdate(Conflict):
    """The first entry of a timeline cannot be taken out of it."""

    default_code = "opening_update"


class AlreadyPublished(Conflict):
    """The act is for drafts."""

    default_code = "already_published"


class NotPublished(Conflict):
    """The act is for what visitors can see."""

    default_code = "not_published"


class IncidentNotFound(NotFound):
    """No such incident or maintenance on this page, or it was deleted."""


class UpdateNotFound(NotFound):
    """No such entry in this timeline."""


class TemplateNotFound(NotFound):
    """No such template on this page."""


class SeriesNotFound(NotFound):
    """No such series on this page, or it was ended."""


class PostmortemNotFound(NotFound):
    """Nothing has been written after this incident."""
