"""The Celery application: its settings are in `config.queues`, its tasks in the apps' `tasks` modules."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("candor")
app.config_from_object("config.queues")
app.autodiscover_tasks()


@setup_logging.connect
def _leave_logging_to_django(**_: object) -> None:
    """Celery's programs would set up logging of their own; that anybody listens here stops them."""
