"""What one reader of a page may see of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from statuspage.models import Component


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader sees of one page; a component that the page does not show is seen by nobody.

    `components` and `metrics` are the keys of those that are theirs; None stands for all of the page. A
    member with no component of their own has an empty set, which shows nothing (design, rule 9).
    """

    components: frozenset[int] | None = None
    metrics: frozenset[int] | None = None
    member_uid: str = ""
    """The audience member whose sight it is; empty for everybody else."""

    @property
    def is_whole(self) -> bool:
        """Whether it shows all that the page shows to anybody."""
        return self.components is None and self.metrics is None

    def shows(self, component: Component) -> bool:
        """Whether this reader may know of the component."""
        return component.visible and (self.components is None or component.pk in self.components)

    def only(self, components: Iterable[Component]) -> list[Component]:
        """The components among these that this reader may know of."""
        return [component for component in components if self.shows(component)]


WHOLE = Sight()
"""All that the page shows."""
