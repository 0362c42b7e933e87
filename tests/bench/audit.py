"""The audit over many sessions: how long the proof of the invariants takes, beside the bare reading of the events."""
import json
import time

from tests.bench.double import Double
from tests.bench.growth import fill
from tests.bench.table import Row

SESSIONS = 100_000
ROUNDS = 5


def measure(bench) -> None:
    """Seconds of the audit, and of nothing but reading every event's payload, in turn."""
    count = SESSIONS // 10 if bench.quick else SESSIONS
    audits, reads = [], []
    with Double(bench, bench.folder) as double, bench.stack(double.settings()) as stack:
        fill(bench, stack, double, count)
        for _ in range(bench.rounds(ROUNDS)):
            began = time.perf_counter()
            done = stack.run_ctl("--json", "audit")
            audits.append(time.perf_counter() - began)
            found = json.loads(done.stdout)
            if not found["ok"] or found["sessions"] != count:
                raise SystemExit(f"the audit is not content with the seed, the figure would be worthless: "
                                 f"{done.stdout[:500]}")
            began = time.perf_counter()
            stack.sql("SELECT SUM(LENGTH(payload) + LENGTH(event_type) + seq) FROM event")
            reads.append(time.perf_counter() - began)
    bench.add(Row(f"greenroomctl audit, {count:,} sessions", "s", audits, reads, "reading the events alone"))
