"""Settings of the tests: the real ones, from an environment that holds nothing of the machine's own.

``CANDOR_TEST_DATABASE_URL`` moves the tests to a PostgreSQL server, where the user may create databases.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests import bytecode

bytecode.keep()
_data = Path(tempfile.mkdtemp(prefix="candor-tests-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)

for _name in [
    name for name in os.environ if name.startswith("CANDOR_") and not name.startswith("CANDOR_TEST_")
]:
    del os.environ[_name]
_given = {
    "CANDOR_DATA": str(_data),
    "CANDOR_SECRET_KEY": "tests-" + "x" * 60,
    "CANDOR_HOSTS": "testserver,localhost",
    "CANDOR_LOG_LEVEL": "WARNING",
    "CANDOR_DATABASE_URL": os.environ.get("CANDOR_TEST_DATABASE_URL", ""),
    "CANDOR_EGRESS_ALLOW": "loopback,private",
}
os.environ.update(_given)

from config.settings import *  # noqa: E402, F403
from config.settings import CANDOR_UNKNOWN_VARIABLES, DATABASES, STORAGES  # noqa: E402

# The processes that a test starts have an environment of their own.
for _name in _given:
    del os.environ[_name]

CANDOR_UNKNOWN_VARIABLES = tuple(
    name for name in CANDOR_UNKNOWN_VARIABLES if not name.startswith("CANDOR_TEST_")
)
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["ENGINE"] = "tests.sqlite"
    # A file, not memory: threads that write at the same time are what the product meets.
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "tests.sqlite3")}
else:
    DATABASES["default"]["ENGINE"] = "tests.postgresql"
    _options = DATABASES["default"]["OPTIONS"]
    # A machine that is busy with other tests is no outage.
    _options["connect_timeout"] = 60
    # Nothing of this database is to survive the machine, so that no commit waits for the disk.
    _options["options"] += " -c synchronous_commit=off"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = _data / "static"
STATIC_ROOT.mkdir()
# Tests write the access log themselves: a thread would write into the middle of other tests.
CANDOR_ACCESS_LOG_SECONDS = None
