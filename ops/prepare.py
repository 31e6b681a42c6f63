"""Everything that has to be in place before the processes start."""

from collections.abc import Sequence

from django.core.management import call_command

from ops.first_start import FirstStart, first_start, own_check_follow
from ops.static_files import static_files_collect


def prepare(*, sites: Sequence[str] = ()) -> FirstStart | None:
    """Apply migrations, collect static files, and fill an empty installation; returns what was made new."""
    call_command("migrate", interactive=False, verbosity=0)
    static_files_collect()
    made = first_start(sites=sites)
    own_check_follow()
    return made


def told(made: FirstStart) -> list[str]:
    """Lines that tell an operator what the first start made, with the password if it was generated."""
    lines = []
    if made.page is not None:
        lines.append(f"First start: made the page {made.page.slug!r}.")
    if made.user is not None:
        lines.append(f"First start: made the administrator {made.user.email}.")
        if made.password:
            lines.append(f"Password, shown this once: {made.password}")
        else:
            lines.append("The password is the one that was given.")
    return lines
