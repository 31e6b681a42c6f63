"""What can go wrong between us and the provider; `reason` is for the log and holds nothing secret."""


class ProviderProblem(Exception):
    """Nobody was signed in."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderAway(ProviderProblem):
    """The provider cannot be reached, or does not answer as a provider does."""


class SignInRefused(ProviderProblem):
    """The provider says no: the person gave up, or may not use this client."""


class SignInInvalid(ProviderProblem):
    """What came back is not the answer to what was asked, or nothing that proves who somebody is."""
