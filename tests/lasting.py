"""The kinds of objects and what may be done with them: the same for every test, and no test changes them.

Django empties their tables too after a test that commits, and fills them again, which takes ten times as long
as all else that it does there.
"""

from collections.abc import Iterable

from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate

_LASTING = {"django_content_type", "auth_permission"}


def without_lasting(tables: Iterable[str]) -> list[str]:
    """The tables that are emptied between tests."""
    return [name for name in tables if name not in _LASTING]


def keep_lasting() -> None:
    """Fill them no more, once the database is made."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(
        create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions"
    )
