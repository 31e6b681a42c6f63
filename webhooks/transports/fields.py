"""Settings of channels, described field by field: one list is judged by, shown by and written about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid
from statuspage.validation import Problems, Rule, clean_text, clean_url
from webhooks.messages import Message
from webhooks.models import Delivery, Subscription
from webhooks.transports.base import Frozen, Settings, Transport
from webhooks.transports.endpoint import url_clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting. `secret` ones are stored sealed and never shown; `private` ones are shown to those alone
    who may change them; `destination` ones say where the secrets are sent to, and of secret ones the host is
    shown. `goes_to` names the only destination of a secret, if there are several.

    `options` are the words of a choice, for forms. A setting that is left out or null has its `default`.
    """

    name: str
    label: Any
    rule: Rule
    required: bool = False
    default: Any = ""
    secret: bool = False
    private: bool = False
    destination: bool = False
    goes_to: str = ""
    options: tuple[Any, ...] = ()
    hint: Any = ""


class FieldTransport(Transport):
    """A transport whose settings are its `fields`, and whose letters keep the message.

    The request is made from the message at every try, with the settings of that moment: so no letter ever
    holds a token, and a delivery that failed for a wrong setting can be sent again once that is mended.
    """

    fields: ClassVar[tuple[Field, ...]] = ()

    def clean(self, *, address: Any, config: Any, secrets: Any, held: Settings | None = None) -> Settings:
        given = {**_object(config), **_object(secrets)}
        if address:
            raise Invalid.at(
                "/address", "unknown_field", _("This kind has no address apart from its settings.")
            )
        present = {**held.config, **held.secrets} if held is not None else {}
        return fields_clean(self.fields, given, present)

    def freeze(self, subscription: Subscription, message: Message) -> Frozen:
        return Frozen(message=message.as_values())


def message_of(delivery: Delivery) -> Message:
    """The message that a letter keeps."""
    return Message.from_values(delivery.letter.message)


def fields_clean(fields: tuple[Field, ...], given: Mapping[str, Any], present: Mapping[str, Any]) -> Settings:
    """The judged settings; what is not given is as at present. Raises `Invalid` with every wrong field."""
    problems = Problems()
    known = {field.name for field in fields}
    for name in given:
        if name not in known:
            problems.add(f"/config/{name}", "unknown_field", _("There is no such field."))
    config: dict[str, Any] = {}
    secrets: dict[str, Any] = {}
    for field in fields:
        value = given[field.name] if field.name in given else present.get(field.name)
        pointer = f"/config/{field.name}"
        if value is None or value == "":
            if field.required:
                problems.add(pointer, "required", _("This must not be empty."))
            value = field.default
        else:
            with problems.caught():
                value = field.rule(value, pointer)
        if not field.secret:
            config[field.name] = value
        elif value:
            secrets[field.name] = value
    problems.raise_if_any()
    return Settings(config=config, secrets=secrets)


def token_rule(max_length: int = 500) -> Rule:
    """A token of another service: printable ASCII without spaces, so that it fits into a header."""

    def clean(value: Any, pointer: str) -> str:
        token = clean_text(value, pointer=pointer, max_length=max_length, required=True)
        if not token.isascii() or any(sign <= " " for sign in token):
            raise Invalid.at(pointer, "invalid_token", _("A token has no spaces and no special letters."))
        return token

    return clean


def server_rule(value: Any, pointer: str) -> str:
    """The address of a server that the team names, without what follows its path."""
    url = clean_url(value, pointer=pointer, required=True, max_length=500).rstrip("/")
    if "?" in url or "#" in url:
        raise Invalid.at(pointer, "invalid_url", _("This must be an address such as https://example.com."))
    return url_clean(url, audience="operator", pointer=pointer)


def list_rule(child: Rule, *, longest: int) -> Callable[[Any, str], list[Any]]:
    """A list of values, each judged by itself."""

    def clean(value: Any, pointer: str) -> list[Any]:
        if not isinstance(value, list | tuple) or len(value) > longest:
            raise Invalid.at(
                pointer,
                "not_list",
                _("This must be a list of at most %(count)d values.") % {"count": longest},
            )
        return [child(item, f"{pointer}/{index}") for index, item in enumerate(value)]

    return clean


def _object(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid.at("/config", "not_object", _("This must be an object."))
    return value
