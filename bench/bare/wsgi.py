"""The least that Django does for one UPDATE and one INSERT in one transaction, as a WSGI application.

No middleware, two narrow tables, the same database settings as ours. BARE_DATABASE is a path or a URL.
"""

import os
from pathlib import Path
from uuid import UUID

import environ
from django.conf import settings

from config.settings import stores

_database = os.environ["BARE_DATABASE"]
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": stores.postgres(environ.Env.db_url_config(_database), role="web", seconds=2)
        if "://" in _database
        else stores.sqlite(Path(_database))
    },
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
)

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from django.db import connection, models, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402


class Counter(models.Model):
    code = models.UUIDField(primary_key=True)
    count = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bare"


class Row(models.Model):
    counter = models.ForeignKey(Counter, on_delete=models.CASCADE)
    at = models.DateTimeField()
    agent = models.CharField(max_length=200)

    class Meta:
        app_label = "bare"


def ping(request: HttpRequest, code: UUID) -> HttpResponse:
    now = timezone.now()
    with transaction.atomic():
        if not Counter.objects.filter(code=code).update(count=F("count") + 1, at=now):
            return HttpResponse("not found", status=404)
        Row.objects.create(counter_id=code, at=now, agent=request.META.get("HTTP_USER_AGENT", "")[:200])
    return HttpResponse("OK", content_type="text/plain")


urlpatterns = [path("ping/<uuid:code>", ping)]


def fill(codes: list[UUID]) -> None:
    """Make the tables and one counter for each code."""
    with connection.schema_editor() as editor:
        editor.create_model(Counter)
        editor.create_model(Row)
    Counter.objects.bulk_create(Counter(code=code) for code in codes)


if __name__ == "__main__":
    fill([UUID(line) for line in Path(os.environ["BARE_CODES"]).read_text().split()])
