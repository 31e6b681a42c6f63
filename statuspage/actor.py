"""Who does something: passed to every service and kept in the journal."""

from dataclasses import dataclass
from typing import Literal, Protocol

ActorKind = Literal["user", "key", "check", "schedule", "visitor", "system"]


class Person(Protocol):
    """What is asked of a user to name them as an actor; `name` is what others are shown."""

    @property
    def uid(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, as the journal remembers it after they are gone.

    `uid` is that of the user, key or check and empty for the rest; `address` is the network address that a
    request came from, empty when there was none. The label of an `is_nameless` one
    was made up for the team.
    """

    kind: ActorKind
    uid: str = ""
    label: str = ""
    address: str = ""
    is_nameless: bool = False

    @property
    def public_label(self) -> str:
        """What visitors and subscribers may read: empty where the label is an e-mail address or made up."""
        return "" if self.is_nameless or "@" in self.label else self.label

    @classmethod
    def for_user(cls, user: Person, address: str = "") -> "Actor":
        """A person who is signed in, labelled with their name, else their e-mail."""
        return cls("user", user.uid, user.name, address)

    @classmethod
    def for_key(cls, *, uid: str, label: str, address: str = "") -> "Actor":
        """An API key, labelled with its name."""
        return cls("key", uid, label, address)

    @classmethod
    def for_check(cls, *, uid: str, label: str, is_nameless: bool = False) -> "Actor":
        """A check whose state changed."""
        return cls("check", uid, label, is_nameless=is_nameless)

    @classmethod
    def for_schedule(cls) -> "Actor":
        """The clock: automatic transitions and reminders."""
        return cls("schedule", label="schedule")

    @classmethod
    def for_visitor(cls, address: str = "") -> "Actor":
        """Somebody on a public page."""
        return cls("visitor", label="visitor", address=address)

    @classmethod
    def system(cls, label: str = "system") -> "Actor":
        """An operator's command, or the house itself."""
        return cls("system", label=label)
