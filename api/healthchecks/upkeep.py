"""What watches the service itself: whether it answers, and how far its work has come. Neither takes a key."""

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from webhooks.selectors.progress import progress_read


@never_cache
@csrf_exempt
@require_safe
def status(request: HttpRequest, *, version: str) -> HttpResponse:
    """200 `OK` while the database answers, else 500."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error:
        return HttpResponse("the database does not answer", status=500, content_type="text/plain")
    return HttpResponse("OK", content_type="text/plain")


@never_cache
@csrf_exempt
@require_safe
def metrics(request: HttpRequest, *, version: str) -> HttpResponse:
    """Numbers that only rise, and what waits; for whoever sends `CANDOR_METRICS_KEY` as `X-Metrics-Key`."""
    right = settings.CANDOR_METRICS_KEY
    if not right or not constant_time_compare(request.headers.get("X-Metrics-Key", ""), right):
        return JsonResponse({"error": "wrong metrics key"}, status=403)
    progress = progress_read()
    return JsonResponse(
        {
            "ts": int(timezone.now().timestamp()),
            "max_ping_id": progress.ping_id,
            "max_notification_id": progress.delivery_id,
            "num_unprocessed_flips": progress.flips_waiting,
        }
    )
