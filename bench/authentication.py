"""How long a refused key takes, by the reason why it is refused: an answer must not tell the reasons apart.

python bench/authentication.py [samples of each kind]

Unknown key, unknown prefix and wrong secret (hardening E16), 10,000 samples each, taken in turns; the means
must lie within 50 microseconds of each other, or Welch's t-test must find no difference (p > 0.01). Uses an
SQLite database in a temporary directory, or CANDOR_DATABASE_URL inside a transaction that is rolled back.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from itertools import combinations
from math import erfc, sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
_data = tempfile.TemporaryDirectory(prefix="candor-bench-")
os.environ.setdefault("CANDOR_DATA", _data.name)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from apikeys import credentials, selectors, services  # noqa: E402
from statuspage.actor import Actor  # noqa: E402
from statuspage.models import Organization  # noqa: E402

KEYS = 500
GAP = 50e-6


def main(samples: int = 10_000) -> None:
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        secrets = _issue()
        times = _measure(secrets, samples)
        transaction.set_rollback(True)
    print(f"{connection.vendor}: {samples} refusals of each kind, {KEYS} keys")
    for kind, taken in times.items():
        print(
            f"{kind:16} mean {_mean(taken) * 1e6:8.2f} µs   median {statistics.median(taken) * 1e6:8.2f} µs"
        )
    for one, other in combinations(times, 2):
        gap = abs(_mean(times[one]) - _mean(times[other]))
        p = _welch(times[one], times[other])
        verdict = "alike" if gap < GAP or p > 0.01 else "TELLS THEM APART"
        print(f"{one} / {other}: {gap * 1e6:.2f} µs apart, p = {p:.3f}: {verdict}")


def _issue() -> list[str]:
    organization = Organization.objects.create(name="Bench")
    return [
        services.key_issue(
            organization=organization, name=f"k{n}", scopes=["full"], all_pages=True, by=Actor.system()
        ).secret
        for n in range(KEYS)
    ]


def _measure(secrets: list[str], samples: int) -> dict[str, list[float]]:
    """The kinds take turns in random order, so that whatever else the machine does falls on all of them."""
    kinds = {"not a key": _not_a_key, "unknown prefix": _unknown, "wrong secret": _wrong_secret}
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    turns = [kind for kind in kinds for _ in range(samples)]
    random.shuffle(turns)
    for kind in turns:
        text = kinds[kind](random.choice(secrets))
        start = time.perf_counter()
        found = selectors.key_identify(text)
        times[kind].append(time.perf_counter() - start)
        if found is not None:
            raise SystemExit("a wrong key was taken for a right one")
    return times


def _not_a_key(secret: str) -> str:
    return secret[:-1] + ("0" if secret[-1] != "0" else "1")


def _unknown(secret: str) -> str:
    return credentials.create().secret


def _wrong_secret(secret: str) -> str:
    body = secret[:20] + credentials.create().secret[20:26]
    return body + credentials.checksum(body)


def _mean(values: list[float]) -> float:
    """Without the slowest hundredth, which is what the machine did meanwhile."""
    return statistics.fmean(_calm(values))


def _calm(values: list[float]) -> list[float]:
    return sorted(values)[: len(values) - len(values) // 100]


def _welch(one: list[float], other: list[float]) -> float:
    """Two-sided p; with thousands of samples the t distribution is the normal one."""
    one, other = _calm(one), _calm(other)
    spread = statistics.variance(one) / len(one) + statistics.variance(other) / len(other)
    return erfc(abs(statistics.fmean(one) - statistics.fmean(other)) / sqrt(spread) / sqrt(2))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
