"""Work that the clock asks for."""

from celery import shared_task

from apikeys import access_log, idempotency


@shared_task(name="apikeys.retain", ignore_result=True)
def retain() -> None:
    """Delete old rows of the access log and old idempotency records."""
    access_log.access_log_retain()
    idempotency.records_retain()
