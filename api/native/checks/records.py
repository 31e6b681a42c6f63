"""What a check found: `results/`, `rollups/`, `flips/`, `pings/`, and `run/`."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.bodies import body_response
from api.base.faults import not_found
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
from api.native.schema.describe import describe, describe_stretch, describe_text
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
        return self.listed(rows, lambda ping: ping_answer(ping, has_body=ping.has_body))


class CheckPingBody(CheckView):
    """What came with a ping."""

    # What jobs print may hold as many secrets as the targets of checks.
    required_scope = {"GET": "checks:write"}

    @describe_text(
        "check_ping_body",
        "Read what came with a ping",
        media="text/plain",
        example="Backup finished: 41 files.\n",
        note="Byte for byte as it was sent, up to 10,000 bytes. Needs a key that "
        "may write checks. 404 where there is none, or where a thousand pings have come since.",
    )
    def get(self, request: Request, page: str, check: str, n: int) -> HttpResponse:
        ping = selectors.ping_with_body(self.check_at(page, check), n)
        if ping is None or ping.body is None:
            raise not_found(_("This ping has no body, or it is not kept any more."))
        return body_response(ping.body)


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
