"""Kept mail, as the dashboard lists and opens it. It holds links that let people in: for operators only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import NotFound
from webhooks.mail.kept import NAME, kept_directory, kept_names


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A kept mail; `text` and `html` are its parts, empty in lists. `name` is what `kept_mail` takes."""

    name: str
    at: datetime
    subject: str
    sender: str
    to: str
    text: str = ""
    html: str = ""
    source: str = ""


def kept_mails(*, limit: int = 100, offset: int = 0) -> list[KeptMail]:
    """Kept mails without their parts, newest first; one that is just being forgotten is left out."""
    found = []
    for name in kept_names()[offset : offset + limit]:
        mail = _read(name, whole=False)
        if mail is not None:
            found.append(mail)
    return found


def kept_mail(name: str) -> KeptMail:
    """One kept mail with its parts; raises `NotFound`, also for every name that is none of ours."""
    mail = _read(name, whole=True) if NAME.fullmatch(name) else None
    if mail is None:
        raise NotFound(_("There is no such mail."))
    return mail


def _read(name: str, *, whole: bool) -> KeptMail | None:
    try:
        content = (kept_directory() / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not whole:
        content = content.partition(b"\n\n")[0] + b"\n\n"
    mail = message_from_bytes(content, policy=policy.default)
    return KeptMail(
        name=name,
        at=datetime.strptime(name[:21], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        subject=str(mail["Subject"] or ""),
        sender=str(mail["From"] or ""),
        to=str(mail["To"] or ""),
        text=_part(mail, "plain") if whole else "",
        html=_part(mail, "html") if whole else "",
        source=content.decode("utf-8", "replace") if whole else "",
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
