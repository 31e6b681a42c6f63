"""A channel's settings as doors give and get them: one object, secrets masked.

Inside, a channel has an address, a config and sealed secrets. Outside it is one `config`, in which the
address goes by the word that its kind uses. A mask that comes back means "as it was"; it is refused where the
secret would go to another host than before, so that nobody learns a secret by sending it to themselves.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from monitoring.probes.trace import MASK, PLAIN_REQUEST_HEADERS
from statuspage.exceptions import FieldError, Invalid
from statuspage.sealing import unseal
from statuspage.validation import Problems, Rule, clean_bool, clean_changes, clean_int, rule
from webhooks.models import Subscription
from webhooks.transports.base import Settings, Transport
from webhooks.transports.fields import Field, FieldTransport
from webhooks.transports.registry import TRANSPORTS, transport_for
from webhooks.transports.templated import TEMPLATED
from webhooks.vocabulary import Audience

ADDRESS_FIELDS = {"email": "address", "slack": "url", "teams": "url", "discord": "url", "webhook": "url"}
"""What the address is called in the settings of a kind; the other kinds have none."""

CHANNEL_KINDS = tuple(
    kind for kind, transport in TRANSPORTS.items() if Audience.CHANNEL in transport.audiences
)
"""What a channel can be."""

COMMON_DEFAULTS: dict[str, Any] = {"remind_every_minutes": 0, "incidents": True, "degraded": True}
"""Settings of every kind: how often to call a problem to mind (0: never), whether incidents and maintenance
are told, whether slow checks are."""

LONGEST_REMINDER = 1440

_FIXED: dict[str, Any] = {"incidents": False, "degraded": False}
"""What is so for kinds that tell of checks alone, and only that they are down or up."""

_COMMON: dict[str, Rule] = {
    "remind_every_minutes": rule(clean_int, minimum=0, maximum=LONGEST_REMINDER),
    "incidents": rule(clean_bool),
    "degraded": rule(clean_bool),
}


def channel_transport(kind: str) -> Transport:
    """The transport of a kind of channel; raises `Invalid` at `/kind` for what no channel can be."""
    if kind == TEMPLATED.kind:
        return TEMPLATED
    transport = transport_for(kind)
    if Audience.CHANNEL not in transport.audiences:
        raise Invalid.at("/kind", "unknown_word", _("A channel cannot be of this kind."))
    return transport


def settings_held(channel: Subscription) -> Settings:
    """The settings of now, secrets unsealed."""
    return Settings(address=channel.address, config=dict(channel.config), secrets=unseal(channel.secrets))


def settings_shown(channel: Subscription, *, private: bool = False) -> dict[str, Any]:
    """All settings in one object; secrets and the paths of secret addresses are masked.

    `private`: with those that only who may change the channel is shown, such as the body of a webhook.
    """
    shown = _shown(channel.kind, settings_held(channel))
    return shown if private else settings_masked(channel.kind, shown)


def settings_masked(kind: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Shown settings without the private ones."""
    private = _private_fields(kind)
    return {name: MASK if name in private and value else value for name, value in shown.items()}


def settings_clean(kind: str, given: Any, *, held: Settings | None = None) -> Settings:
    """The judged settings of a kind, out of what a door gives: what is left out stays as it is.

    Raises `Invalid` with pointers below `/config`.
    """
    if not isinstance(given, Mapping):
        raise Invalid.at("/config", "not_object", _("This must be an object."))
    transport = channel_transport(kind)
    problems = Problems()
    asked = _unmasked(kind, given, held, problems)
    common = {name: asked.pop(name) for name in COMMON_DEFAULTS if name in asked}
    with problems.caught(), _below_config():
        common = clean_changes(common, _COMMON)
    fixed = _FIXED if transport.tells_each else {}
    for name in fixed:
        if common.get(name):
            problems.add(
                f"/config/{name}",
                "not_possible",
                _("This kind tells of checks alone, and only that they are down or up."),
            )
    word = ADDRESS_FIELDS.get(kind)
    address = asked.pop(word, held.address if held else "") if word else ""
    settings = Settings()
    if not isinstance(transport, FieldTransport):
        for name in asked:
            problems.add(f"/config/{name}", "unknown_field", _("There is no such field."))
    with problems.caught(), _below_config(word):
        settings = transport.clean(
            address=address, config=asked, secrets={}, held=None if held is None else _own(held)
        )
    if held is not None and not problems.errors:
        _judge_move(kind, given, held, settings, problems)
    _raise_first(problems)
    kept = {name: held.config[name] for name in COMMON_DEFAULTS if held and name in held.config}
    config = {**settings.config, **COMMON_DEFAULTS, **kept, **common, **fixed}
    return Settings(address=settings.address, config=config, secrets=settings.secrets)


def address_host(kind: str, settings: Settings) -> str:
    """The host that a channel's messages go to, in lower case; empty where the kind decides on it."""
    for url in _destinations(kind, settings):
        return (urlsplit(url).hostname or "").lower()
    return settings.address.rpartition("@")[2].lower()


def _raise_first(problems: Problems) -> None:
    """Raise with the first problem of each field: the others follow from it."""
    first = {error.pointer: error for error in reversed(problems.errors)}
    if first:
        raise Invalid(error for error in problems.errors if first[error.pointer] is error)


@contextmanager
def _below_config(word: str | None = None) -> Iterator[None]:
    """Move the pointers of a refusal below `/config`, where doors keep all settings."""
    try:
        yield
    except Invalid as invalid:
        raise Invalid(
            FieldError(_moved(error.pointer, word), error.code, error.detail) for error in invalid.errors
        ) from None


def _moved(pointer: str, word: str | None) -> str:
    if pointer == "/address" or pointer.startswith("/address/"):
        return f"/config/{word}" if word else "/config"
    return pointer if pointer == "/config" or pointer.startswith("/config/") else f"/config{pointer}"


def _own(held: Settings) -> Settings:
    """Without what every kind has, which the transports know nothing of."""
    config = {name: value for name, value in held.config.items() if name not in COMMON_DEFAULTS}
    return Settings(address=held.address, config=config, secrets=held.secrets)


def _shown(kind: str, settings: Settings) -> dict[str, Any]:
    shown = {**COMMON_DEFAULTS, **settings.config}
    word = ADDRESS_FIELDS.get(kind)
    if word is not None:
        shown[word] = _url_masked(settings.address) if word == "url" else settings.address
    shown |= {name: _masked(value) for name, value in settings.secrets.items()}
    return shown | {name: _url_masked(settings.secrets.get(name, "")) for name in _secret_urls(kind)}


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: text if name.lower() in PLAIN_REQUEST_HEADERS else MASK for name, text in value.items()}
    return MASK


def _url_masked(url: str) -> str:
    """The address with its host alone: services like to put tokens into paths."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{MASK}" if parts.netloc else url


def _unmasked(
    kind: str, given: Mapping[str, Any], held: Settings | None, problems: Problems
) -> dict[str, Any]:
    """What is given, with every mask replaced by what it stands for."""
    secrets = dict(held.secrets) if held is not None else {}
    if held is not None:
        secrets |= {name: held.config[name] for name in _private_fields(kind) if held.config.get(name)}
    shown = _shown(kind, held) if held is not None else {}
    word = ADDRESS_FIELDS.get(kind)
    urls = _secret_urls(kind)
    plain: dict[str, Any] = {}
    for name, value in given.items():
        pointer = f"/config/{name}"
        if held is not None and name == word and value == shown[name]:
            plain[name] = held.address
        elif held is not None and name in urls and value == shown[name]:
            plain[name] = held.secrets.get(name, "")
        elif isinstance(value, dict) and isinstance(secrets.get(name, {}), dict):
            old = secrets.get(name, {})
            plain[name] = {
                key: _behind(text, old.get(key), f"{pointer}/{key}", problems) for key, text in value.items()
            }
        else:
            plain[name] = _behind(value, secrets.get(name), pointer, problems)
    return plain


def _behind(value: Any, secret: Any, pointer: str, problems: Problems) -> Any:
    if not isinstance(value, str) or MASK not in value:
        return value
    if value == MASK and secret is not None:
        return secret
    problems.add(pointer, "masked", _("The dots stand for a secret that is not known here; write it out."))
    return ""


def _judge_move(
    kind: str, given: Mapping[str, Any], held: Settings, settings: Settings, problems: Problems
) -> None:
    """Refuse to send a secret that was not written out anew to a host that it was not meant for."""
    goals = {field.name: field.goes_to for field in _fields(kind)}
    for name, secret in settings.secrets.items():
        goal = goals.get(name, "")
        before, after = _destinations(kind, held, goal), _destinations(kind, settings, goal)
        if not after or [_origin(url) for url in before] == [_origin(url) for url in after]:
            continue
        if secret == held.secrets.get(name) and not _written_out(given.get(name)):
            problems.add(
                f"/config/{name}",
                "secret_needed",
                _("Messages would go to another host: give this secret anew, or remove it."),
            )


def _written_out(value: Any) -> bool:
    if isinstance(value, dict):
        return MASK not in value.values()
    return value is not None and value != MASK


def _fields(kind: str) -> tuple[Field, ...]:
    transport = channel_transport(kind)
    return transport.fields if isinstance(transport, FieldTransport) else ()


def _private_fields(kind: str) -> set[str]:
    return {field.name for field in _fields(kind) if field.private}


def _secret_urls(kind: str) -> set[str]:
    return {field.name for field in _fields(kind) if field.secret and field.destination}


def _destinations(kind: str, settings: Settings, goal: str = "") -> list[str]:
    """The addresses of servers that the team named; with a `goal` that one alone."""
    known = {**settings.config, **settings.secrets}
    named = [known.get(field.name) for field in _fields(kind) if field.destination]
    urls = [known.get(goal)] if goal else [settings.address, *named]
    return [url for url in urls if isinstance(url, str) and url.startswith(("http://", "https://"))]


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return (parts.scheme.lower(), parts.netloc.lower())
