"""The words of the links that let a member in once.

A token is the uid of the link and a keyed hash over it, its page and the moment at which it was asked for.
Nothing of it is stored: whoever reads the database can let nobody in.
"""

from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from statuspage.ids import UID_LENGTH
from statuspage.models import AdmissionLink, Page

_HASH_LENGTH = 40


def admission_token(link: AdmissionLink) -> str:
    """The token of a link, of small letters and digits; always the same one."""
    return f"{link.uid}{_hash(link.page.uid, link, str(settings.SECRET_KEY))}"


def admission_token_read(page: Page, token: str) -> AdmissionLink | None:
    """The link of this page that a token names, whether it is still good or not."""
    if not token.isascii() or len(token) != UID_LENGTH + _HASH_LENGTH:
        return None
    rows = AdmissionLink.objects.filter(page=page, uid=token[:UID_LENGTH], member__isnull=False)
    link = rows.select_related("member").first()
    if link is None:
        return None
    given = token[UID_LENGTH:]
    good = [constant_time_compare(_hash(page.uid, link, key), given) for key in _keys()]
    return link if any(good) else None


def _hash(page_uid: str, link: AdmissionLink, key: str) -> str:
    value = f"{page_uid}:{link.uid}:{int(link.asked_at.timestamp())}"
    return salted_hmac("statuspage.admission.link", value, secret=key, algorithm="sha256").hexdigest()[
        :_HASH_LENGTH
    ]


def _keys() -> Iterator[str]:
    yield str(settings.SECRET_KEY)
    yield from map(str, settings.SECRET_KEY_FALLBACKS)
