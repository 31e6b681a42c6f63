"""A channel's own HTTP request: address, headers and body with named fields that each message fills.

The kind is `webhook`; machines and visitors have the same kind with bodies of our own.
"""

import html
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from incidents.substitution import fields_of, substitute
from statuspage.exceptions import Invalid
from statuspage.validation import Problems, clean_choice, clean_text, rule
from webhooks.messages import Message
from webhooks.messages.brief import brief_text
from webhooks.models import Delivery
from webhooks.transports.base import Outgoing, Settings
from webhooks.transports.endpoint import MAX_URL, url_clean
from webhooks.transports.fields import Field, FieldTransport, fields_clean, message_of
from webhooks.transports.headers import clean_headers

METHODS = ("POST", "PUT", "GET")
TEMPLATE_FIELDS = ("subject", "text", "status", "name", "url", "page", "time", "json")
"""What may stand in double braces. `json` is the whole message as a JSON object."""

LONGEST_BODY = 20_000
USER_AGENT = "Candor"

Escape = Callable[[str], str]


def _template(value: Any, pointer: str) -> str:
    text = clean_text(value, pointer=pointer, max_length=LONGEST_BODY, multiline=True)
    _known_fields(text, pointer)
    return text


def _headers(value: Any, pointer: str) -> dict[str, str]:
    headers = clean_headers(value, pointer)
    for name, text in headers.items():
        _known_fields(text, f"{pointer}/{name}")
    return headers


class TemplatedTransport(FieldTransport):
    """One HTTP request for each message, as the team wrote it down."""

    kind = "webhook"
    label = _("Webhook")
    fields = (
        Field(
            name="method",
            label=_("Method"),
            rule=rule(clean_choice, words=METHODS),
            default="POST",
            options=METHODS,
        ),
        Field(
            name="headers",
            label=_("Headers"),
            rule=_headers,
            default={},
            secret=True,
            hint=_("Stored encrypted; values are shown as dots."),
        ),
        Field(
            name="body",
            label=_("Body"),
            rule=_template,
            private=True,
            hint=_("Fields such as {{ subject }} are filled in; empty sends the whole message as JSON."),
        ),
    )

    def clean(self, *, address: Any, config: Any, secrets: Any, held: Settings | None = None) -> Settings:
        present = {**held.config, **held.secrets} if held is not None else {}
        problems = Problems()
        settings, url = Settings(), ""
        with problems.caught():
            url = _clean_address(address if address is not None or held is None else held.address)
        with problems.caught():
            settings = fields_clean(self.fields, {**(config or {}), **(secrets or {})}, present)
            _judge_body(settings)
        problems.raise_if_any()
        return Settings(address=url, config=settings.config, secrets=settings.secrets)

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        channel = delivery.subscription
        values = template_values(message_of(delivery))
        given = dict(secrets.get("headers", {}))
        headers = {name: substitute(text, _escaped(values, _header)) for name, text in given.items()}
        method = channel.config.get("method", "POST")
        body = b""
        if method != "GET":
            content_type = _content_type(given)
            if not any(name.lower() == "content-type" for name in given):
                headers["Content-Type"] = content_type
            body = _body(channel.config.get("body", ""), values, content_type).encode()
        if not any(name.lower() == "user-agent" for name in given):
            headers["User-Agent"] = USER_AGENT
        url = substitute(channel.address, _escaped(values, _url))
        return Outgoing(method=method, url=url, headers=headers, body=body, audience="operator")


TEMPLATED = TemplatedTransport()


def template_values(message: Message) -> dict[str, str]:
    """What the fields of a template stand for, before they are escaped for their place."""
    told = message.as_values()
    told.pop("html")
    for entry in told["entries"]:
        entry.pop("html")
    return {
        "subject": message.subject,
        "text": brief_text(message),
        "status": message.look,
        "name": str(message.extra.get("name") or message.headline),
        "url": message.url or message.page_url,
        "page": message.page_name,
        "time": message.at,
        "json": json.dumps(told, ensure_ascii=False, separators=(",", ":")),
    }


def _clean_address(value: Any) -> str:
    url = clean_text(value, pointer="/address", max_length=MAX_URL, required=True)
    # Whatever names the host must stand there in plain words, and be judged now.
    if "{{" in url.partition("://")[2].partition("/")[0]:
        raise Invalid.at("/address", "invalid_url", _("The host of an address cannot be filled in."))
    _known_fields(url, "/address")
    url_clean(substitute(url, dict.fromkeys(TEMPLATE_FIELDS, "x")), audience="operator")
    return url


def _known_fields(text: str, pointer: str) -> None:
    unknown = [name for name in fields_of(text) if name not in TEMPLATE_FIELDS]
    if unknown:
        raise Invalid.at(
            pointer,
            "unknown_placeholder",
            _("There is no field {{ %(name)s }}; there are: %(known)s.")
            % {"name": unknown[0], "known": ", ".join(TEMPLATE_FIELDS)},
        )


def _judge_body(settings: Settings) -> None:
    """A body that says it is JSON must be, whatever a message fills in."""
    body = settings.config["body"]
    if not body or not _is_json(_content_type(settings.secrets.get("headers", {}))):
        return
    values = {**dict.fromkeys(TEMPLATE_FIELDS, 'a "word"\n'), "json": "{}"}
    try:
        json.loads(_body(body, values, "application/json"))
    except ValueError:
        raise Invalid.at(
            "/config/body",
            "invalid_json",
            _("With its fields filled in, the body is not JSON. Put fields into quotes, except {{ json }}."),
        ) from None


def _body(template: str, values: Mapping[str, str], content_type: str) -> str:
    if not template:
        return values["json"]
    if _is_json(content_type):
        return substitute(template, {**_escaped(values, _json), "json": values["json"]})
    if content_type.startswith("application/x-www-form-urlencoded"):
        return substitute(template, _escaped(values, _form))
    if re.match(r"(text|application)/(\w+\+)?(xml|html)\b", content_type):
        return substitute(template, _escaped(values, html.escape))
    return substitute(template, values)


def _content_type(headers: Mapping[str, str]) -> str:
    for name, value in headers.items():
        if name.lower() == "content-type":
            return value.lower()
    return "application/json"


def _is_json(content_type: str) -> bool:
    return re.match(r"application/(\w[\w.-]*\+)?json\b", content_type) is not None


def _escaped(values: Mapping[str, str], escape: Escape) -> dict[str, str]:
    return {name: escape(value) for name, value in values.items()}


def _json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _url(value: str) -> str:
    # Encoded line breaks are never sent: they would split a request at careless servers.
    return quote(" ".join(value.split()), safe="")


def _form(value: str) -> str:
    return quote(value, safe="")


def _header(value: str) -> str:
    return " ".join(value.split()).encode("ascii", "replace").decode("ascii")
