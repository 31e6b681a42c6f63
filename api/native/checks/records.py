"""What a check found: `results/`, `rollups/`, `flips/`, `pings/`, and `run/`."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import CursorPages
from api.native.checks.findings import (
    FLIP_EXAMPLE,
    PING_EXAMPLE,
    RESULT_EXAMPLE,
    ROLLUP_EXAMPLE,
    TRACE_EXAMPLE,
    FlipAnswer,
    PingAnswer,
    ResultAnswer,
    RollupAnswer,
    TraceAnswer,
    flip_answer,
    ping_answer,
    result_answer,
    rollup_answer,
    trace_answer,
)
from api.native.checks.views import CheckView
from api.native.queries import FindingsQuery, RollupQuery, WindowQuery
from api.native.schema.describe import describe, describe_stretch
from monitoring import selectors, services


class _BySlot(CursorPages):
    ordering = ("-slot", "-id")


class _ByStart(CursorPages):
    ordering = ("-start", "-id")


class _ByTime(CursorPages):
    ordering = ("-at", "-id")


class _ByNumber(CursorPages):
    ordering = ("-n",)


class CheckResults(CheckView):
    """Single runs."""

    paging = _BySlot
    asks = FindingsQuery

    @describe_stretch(
        "check_results", "List results", of=ResultAnswer, example=RESULT_EXAMPLE, query=[FindingsQuery]
    )
    def get(self, request: Request, page: str, check: str) -> Response:
        rows = selectors.results_of(self.check_at(page, check), **self.query())
        return self.listed(rows, result_answer)


class CheckRollups(CheckView):
    """Runs summed up by hour or day."""

    paging = _ByStart
    asks = RollupQuery

    @describe_stretch(
        "check_rollups", "List roll-ups", of=RollupAnswer, example=ROLLUP_EXAMPLE, query=[RollupQuery]
    )
    def get(self, request: Request, page: str, check: str) -> Response:
        rows = selectors.rollups_of(self.check_at(page, check), **self.query())
        return self.listed(rows, rollup_answer)


class CheckFlips(CheckView):
    """Changes of the confirmed state."""

    paging = _ByTime
    asks = WindowQuery

    @describe_stretch("check_flips", "List flips", of=FlipAnswer, example=FLIP_EXAMPLE, query=[WindowQuery])
    def get(self, request: Request, page: str, check: str) -> Response:
        rows = selectors.flips_of(self.check_at(page, check), **self.query())
        return self.listed(rows, flip_answer)


class CheckPings(CheckView):
    """Signals of a heartbeat."""

    paging = _ByNumber
    asks = WindowQuery

    @describe_stretch("check_pings", "List pings", of=PingAnswer, example=PING_EXAMPLE, query=[WindowQuery])
    def get(self, request: Request, page: str, check: str) -> Response:
        rows = selectors.pings_of(self.check_at(page, check), **self.query())
        return self.listed(rows, ping_answer)


class CheckRun(CheckView):
    """Run a check now and watch it."""

    # The probe waits for the target: a transaction around it would hold the database meanwhile.
    keeps_answers = False

    @describe(
        "check_run",
        "Run a check now",
        answer=TraceAnswer,
        example=TRACE_EXAMPLE,
        note="Answers what it found with every step. The run counts nowhere: it makes no result and no flip.",
    )
    def post(self, request: Request, page: str, check: str) -> Response:
        row = self.check_at(page, check)
        self.empty_body()
        return self.answer(trace_answer(services.check_run_now(check=row)))
