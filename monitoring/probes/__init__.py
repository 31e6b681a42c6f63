"""Everything that looks at a target. No database is needed here: specifications come in, outcomes go out."""

from .engine import ProbeEngine, run_batch, shared_engine
from .registry import PROBED, validate_target
from .specs import Phases, ProbeOutcome, ProbeSpec

__all__ = [
    "PROBED",
    "Phases",
    "ProbeEngine",
    "ProbeOutcome",
    "ProbeSpec",
    "run_batch",
    "shared_engine",
    "validate_target",
]
