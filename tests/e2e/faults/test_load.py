"""Cases 10, 11 and 12: many at once, restarts in turn, and a job that kills whoever works on it."""
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.faults.support import all_in_session, attempts, check_once, many_sessions, payloads, restart, settled
from tests.e2e.faults.test_database import Crowd
from tests.e2e.faults.watcher import Watcher
from tests.e2e.support import calls_for, rows
from tests.fake_ai import Script


def test_200_parallel_starts_over_several_api_processes(stack, fake_ai):
    for _ in range(2):
        stack.another("api").start()
    session = stack.create_session(role="Eager")
    with Watcher(stack, session):
        with ThreadPoolExecutor(64) as pool:
            answers = list(pool.map(lambda _: session.start(), range(200)))
        settled(stack, [session])
    assert {a.status for a in answers} <= {200, 202}
    assert {a.json["session"]["sessionId"] for a in answers} == {session.session_id}
    assert rows(stack, session)["job"] == "1"
    check_once(session)
    assert len(calls_for(fake_ai, "Eager")) == 1


@pytest.mark.limit(60)
def test_each_service_restarted_in_turn_under_load(stack, fake_ai):
    fake_ai.play(Script(first_content_s=0.1, tokens_per_s=400))
    sessions = many_sessions(stack, 60)
    with Watcher(stack, *sessions[:6]) as watch:
        with Crowd(sessions, threads=2) as crowd:
            for turn, service in enumerate((stack.api, stack.stream, stack.generator) * 2):
                stack.wait_until(lambda n=turn: len(crowd.accepted) >= 8 * n)
                restart(service)
        all_in_session(stack, sessions)
    assert crowd.statuses <= {200, 202}, "a restart refuses nobody"
    assert watch.frames > 0


@pytest.mark.limit(60)
def test_a_poison_job_beside_healthy_ones(stack, fake_ai):
    """Each call for it kills the generator; the healthy ones get their questions all the same."""
    fake_ai.play(Script(first_content_s=0.2))
    poison, *healthy = [*many_sessions(stack, 1, role="Poison"), *many_sessions(stack, 12)]
    over = threading.Event()

    def supervise() -> None:
        killed = 0
        while not over.wait(0.01):
            if len(calls_for(fake_ai, "Poison")) > killed:
                stack.generator.kill()
                killed += 1
                stack.generator.start()
    supervisor = threading.Thread(target=supervise, daemon=True)
    supervisor.start()
    try:
        with Watcher(stack, poison, *healthy[:4]):
            for session in (*healthy[:6], poison, *healthy[6:]):
                session.start()
            settled(stack, [poison, *healthy])
    finally:
        over.set()
        supervisor.join(10)
    all_in_session(stack, healthy)
    assert poison.status == "ERROR"
    assert [p["class"] for p in payloads(poison, "GENERATION_ATTEMPT_FAILED")] == ["lost"] * 3
    assert len(calls_for(fake_ai, "Poison")) == 3 and len(attempts(stack, poison)) == 4
