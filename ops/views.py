"""Answers for load balancers and for those who watch Candor itself."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ops.health import parts_examine


@never_cache
@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything is there and checks are running, else 503 and what is missing."""
    parts = parts_examine(now=timezone.now())
    ready = all(part.ok for part in parts)
    return JsonResponse(
        {
            "status": "ready" if ready else "not_ready",
            "checks": {
                part.name: {"ok": part.ok, "detail": part.detail}
                | ({} if part.age_seconds is None else {"age_seconds": part.age_seconds})
                for part in parts
            },
        },
        status=200 if ready else 503,
    )
