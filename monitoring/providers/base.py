"""What every service that metrics are fetched from has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from monitoring.vocabulary import ProviderKind

if TYPE_CHECKING:
    from monitoring.providers.client import Client

Point = tuple[datetime, float]


class ProviderProblem(Exception):
    """Nothing could be fetched; the text is for people and holds no secret."""


class Refused(ProviderProblem):
    """The service does not take the credentials (401, 403): asking again would only lock them out."""


class Limited(ProviderProblem):
    """The service was asked too often (429); `retry_after` in seconds, None where it does not say."""

    def __init__(self, text: str, retry_after: float | None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class Away(ProviderProblem):
    """The service did not answer, or not as itself: later it may."""


class Stopped(ProviderProblem):
    """Nothing is the matter: whoever asks has to stop."""


class Wrong(ProviderProblem):
    """The service answered, but not with numbers for this metric; for other metrics it may."""


class Declined(Wrong):
    """The service itself said that it has no answer to this (4xx, or an error in its own words)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked for: values of a metric in `[start, end)`, one for each `step` seconds."""

    identifier: str
    transform: str
    application_id: str
    start: datetime
    end: datetime
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where a service is asked (`base` without a slash at its end) and with which credentials."""

    base: str
    email: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a service likes to be asked.

    New values once in `interval` seconds, one for each `step` seconds, at most a `reach` of time at once;
    values of before the last day in their own steps and reach. `hourly` is how many requests it may get in
    an hour, as long as nobody else asks with the same credentials.
    """

    interval: int
    step: int
    reach: timedelta
    past_step: int
    past_reach: timedelta
    hourly: int

    def interval_for(self, metrics: int) -> timedelta:
        """How often so many metrics can be asked for, in whole minutes; half of the requests are kept."""
        fair = -(-metrics * 3600 * 2 // (self.hourly * 60)) * 60
        return timedelta(seconds=max(self.interval, fair))

    def requests_for(self, metrics: int) -> int:
        """How many requests are due in a round with so many metrics, at least two for each of them."""
        return int(self.interval_for(metrics).total_seconds()) * self.hourly // 3600

    def pause_after(self, requests: int, metrics: int) -> timedelta:
        """How long to rest after a round, so that the requests of an hour are not more than `hourly`."""
        return max(self.interval_for(metrics), timedelta(hours=requests / self.hourly))


class Provider(ABC):
    """One kind of service. Instances hold no state.

    `needs` are the credentials, each with the names that it goes by; `email` is among them where it is the
    user. `homes` are the hosts of the service itself, whose subdomains count too. `api` are paths that
    people give along with the address although they belong to the API.
    """

    kind: ClassVar[ProviderKind]
    word: ClassVar[str]
    default_base: ClassVar[str] = ""
    homes: ClassVar[tuple[str, ...]] = ()
    api: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ()
    takes: ClassVar[tuple[str, ...]] = ()
    needs_application: ClassVar[bool] = False
    pace: ClassVar[Pace]

    @abstractmethod
    def fetch(self, client: Client, query: Query) -> Sequence[Point]:
        """Values by the minutes that they belong to, in order; raises `ProviderProblem`."""

    def secret(self, client: Client, name: str) -> str:
        """A credential under any of the names that it goes by; empty where it was not given."""
        names = next((names for names in self.needs if name in names), (name,))
        return next((client.access.secrets[one] for one in names if client.access.secrets.get(one)), "")
