"""What metrics look like from the outside."""

from collections.abc import Sequence
from typing import Any

from api.pingpong.metric_fields import common_objects
from api.pingpong.metrics.readings import frequency_word, location_word
from api.pingpong.vocabulary import SHOWCASES, word_of
from monitoring.models import Check
from monitoring.services import target_shown


def metric_objects(checks: Sequence[Check], *, secrets: bool) -> list[dict[str, Any]]:
    """HTTP checks; without `secrets` what follows the path of an address is masked."""
    return [
        common
        | {
            "url": target_shown(check, secrets=secrets)["url"],
            "frequency": frequency_word(check),
            "location": location_word(check),
            "showcased": word_of(SHOWCASES, check.showcase),
        }
        for check, common in zip(checks, common_objects(checks), strict=True)
    ]
