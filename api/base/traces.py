"""What a request leaves behind: a row in the access log, and a word in the journal for refused writes."""

import logging

from django.db import DatabaseError
from django.http.response import HttpResponseBase

from api.base.addresses import client_address
from api.base.faults import Fault
from api.base.gates import SAFE, Gates
from apikeys import access_log, credentials, limits
from apikeys.models import ApiKey
from statuspage import journal

logger = logging.getLogger(__name__)


def log_request(view: Gates, response: HttpResponseBase, seconds: float) -> None:
    """Note the request with its answer; a key whose secret was right is named even when it was refused.

    Who floods without a key is noted up to the first 429 of the minute, so that nobody fills the disk.
    """
    request, refused, usage = view.request, view.refused, view.usage
    key = request.auth if isinstance(request.auth, ApiKey) else None
    if key is None and usage is not None and usage.count > usage.limit + 1:
        return
    holder = key or (refused.key if refused else None)
    access_log.note(
        access_log.Entry(
            at=view.now,
            door=view.door,
            method=request.method or "",
            path=view.written_path,
            status=response.status_code,
            duration_ms=round(seconds * 1000),
            address=client_address(request._request),
            request_id=view.request_id,
            organization_id=holder.organization_id if holder else None,
            key_id=holder.pk if holder else None,
            key_prefix=holder.prefix if holder else (refused.prefix if refused else ""),
            authenticated=key is not None,
        )
    )


def journal_refused_write(view: Gates, fault: Fault) -> None:
    """Tell the journal of a write that was refused: a few times a minute, for the access log has all."""
    request, key = view.request, view.request.auth
    if not isinstance(key, ApiKey) or request.method in SAFE or not fault.is_refusal:
        return
    try:
        if not limits.may_note_refusal(key):
            return
        with journal.transaction(view.now):
            journal.record(
                kind="access.refused",
                by=view.actor,
                at=view.now,
                subject_kind="key",
                subject_uid=key.uid,
                subject_label=key.name,
                organization=key.organization,
                after={
                    "method": request.method,
                    "path": credentials.masked(view.written_path[:500]).replace("\x00", ""),
                    "code": fault.code,
                    **fault.extra,
                },
            )
    except DatabaseError:
        logger.warning("A refused write could not be told to the journal.", exc_info=True)
