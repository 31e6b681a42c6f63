"""Work that the clock asks for."""

from celery import shared_task

from apikeys import access_log, idempotency, nonces


@shared_task(name="apikeys.retain", ignore_result=True)
def retain() -> None:
    """Delete old rows of the access log, old idempotency records, and nonces that nobody would take."""
    access_log.access_log_retain()
    idempotency.records_retain()
    nonces.nonces_retain()
