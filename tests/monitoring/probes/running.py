"""Runs checks as tests want them: a target in, an outcome out."""

from datetime import UTC, datetime

from monitoring.probes import ProbeSpec, run_batch, validate_target


def spec_of(target, *, kind="http", timeout=3.0, uid="check0000001", clean=True, **options):
    """A specification; the target goes through validation first, as it does in the product."""
    return ProbeSpec(
        check_uid=uid,
        version=1,
        region="default",
        slot=datetime(2026, 11, 21, 10, 0, tzinfo=UTC),
        kind=kind,
        target=validate_target(kind, target) if clean else target,
        timeout_seconds=timeout,
        **options,
    )


def run(target, **options):
    """The outcome of one run."""
    trace = options.pop("trace", False)
    (outcome,) = run_batch([spec_of(target, **options)], trace=trace)
    return outcome
