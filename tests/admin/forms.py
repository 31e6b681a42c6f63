"""Sending a form of the admin as a browser does."""

from typing import Any

from django.forms import BaseForm
from django.test import Client


def form_values(client: Client, address: str) -> dict[str, Any]:
    """What the browser would send back from the form at an address."""
    context = client.get(address).context
    form: BaseForm = context["adminform"].form
    below = [inline.formset.management_form for inline in context["inline_admin_formsets"]]
    values: dict[str, Any] = {}
    for field in [field for shown in (form, *below) for field in shown]:
        # Relations wear a frame with links around their widget.
        widget, value = getattr(field.field.widget, "widget", field.field.widget), field.value()
        if hasattr(widget, "decompress"):
            parts = widget.decompress(value)
            formatted = [one.format_value(part) for one, part in zip(widget.widgets, parts, strict=True)]
            values |= {f"{field.html_name}_{n}": part for n, part in enumerate(formatted)}
            continue
        if isinstance(value, bool):
            value = "on" if value else None
        elif getattr(widget, "allow_multiple_selected", False):
            value = list(value or [])
        elif hasattr(widget, "format_value"):
            value = widget.format_value(value)
            value = value[0] if isinstance(value, list) and value else value
        values[field.html_name] = value
    return {name: value for name, value in values.items() if value is not None}


def send(client: Client, address: str, **changes: Any) -> Any:
    """The answer to the form at an address, with some of its fields filled otherwise; None leaves one out."""
    values = {**form_values(client, address), **changes}
    return client.post(address, {name: value for name, value in values.items() if value is not None})


def errors_of(response: Any) -> dict[str, list[str]]:
    """What a form that came back says, by field; empty when it was accepted."""
    return {} if response.status_code == 302 else dict(response.context["adminform"].form.errors)
