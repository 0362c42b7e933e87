"""Case 4 and the rules of a lease: a zombie writes nothing, a stopped generator gives back what it has."""
import signal
import time

import pytest

from tests.e2e.faults.support import attempts, check_once, payloads, restart, settled
from tests.e2e.faults.watcher import Watcher
from tests.e2e.support import calls_for
from tests.fake_ai import Script

# Content all the time, the first question only after seconds.
TALKATIVE = Script(tokens_per_s=8)
LOCKS = ["unit.guarded", "unit.before_commit"]


@pytest.mark.parametrize("point, nth", [("ask.content", 5), ("ask.content", 60),
                                        *((point, 1) for point in LOCKS), ("unit.after_commit", 1)])
def test_a_frozen_generator_is_fenced_out(stack, fake_ai, fault, point, nth):
    """SIGSTOP past the lease, with locks held or not; another generator finishes; SIGCONT: nothing is written."""
    stack.generator.stop()
    session = stack.create_session(role=f"Frozen at {point} {nth}")
    session.start()
    with Watcher(stack, session):
        fault(point, nth, "STOP")
        stack.generator.start()
        stack.wait_until(lambda: fault.struck)
        other = stack.another("generator").start()
        settled(stack, [session])
        log = session.events()
        stack.generator.cont()
        stack.wait_until(lambda: "fenced out" in stack.generator.log_text.rpartition("ready workers")[2], timeout_s=5)
    assert session.events() == log == check_once(session)
    assert len(attempts(stack, session)) == 2
    assert other.running and stack.generator.running


def test_a_call_is_dropped_within_a_second_when_its_job_is_taken_away(stack, fake_ai):
    fake_ai.play(TALKATIVE)
    session = stack.create_session(role="Taken away")
    session.start()
    stack.wait_until(lambda: calls_for(fake_ai, "Taken away"))
    with session.stream() as stream:
        overdue(stack, session)
        stream.read_until(lambda f: f["type"] == "error")
    ended = time.monotonic()
    call = calls_for(fake_ai, "Taken away")[0]
    stack.wait_until(lambda: call.dropped, timeout_s=2)
    assert call.ended - ended < 1.2
    assert session.status == "ERROR"


def overdue(stack, session) -> None:
    """As if the generation's deadline had passed just now."""
    stack.sql(f"UPDATE job SET deadline_at = NOW(3) - INTERVAL 1 SECOND WHERE session_id = '{session.session_id}'")


def test_without_a_generator_the_api_ends_what_is_overdue(stack, fake_ai):
    stack.generator.stop()
    session = stack.create_session()
    with Watcher(stack, session), session.stream() as stream:
        session.start()
        overdue(stack, session)
        stream.read_until(lambda f: f["type"] == "error")
    assert [p["class"] for p in payloads(session, "GENERATION_FAILED")] == ["deadline"]
    now = session.now()
    assert now["uiHints"]["screen"] == "ERROR" and now["uiHints"]["canRetry"] is True
    stack.generator.start()
    assert session.retry(1).status == 202
    settled(stack, [session])
    check_once(session)
    assert fake_ai.calls == 1


def test_a_generation_that_gets_more_time_is_not_ended(stack, fake_ai, side):
    """The sweep has seen it overdue and waits for its lock; what counts is what stands under the lock."""
    stack.generator.stop()
    session = stack.create_session()
    session.start()
    mine = f"session_id = '{session.session_id}'"
    other = side()
    other.run(f"START TRANSACTION; SELECT status FROM session WHERE {mine} FOR UPDATE")
    overdue(stack, session)
    other.await_waiting(True)
    other.run(f"UPDATE job SET deadline_at = NOW(3) + INTERVAL 20 SECOND WHERE {mine}; COMMIT")
    other.await_waiting(False)
    stack.generator.start()
    settled(stack, [session])
    check_once(session)


def test_sigterm_gives_back_what_runs_and_burns_no_attempt(stack, fake_ai):
    fake_ai.play(TALKATIVE)
    session = stack.create_session(role="Given back")
    session.start()
    stack.wait_until(lambda: calls_for(fake_ai, "Given back"))
    waiting = stack.create_session(role="Not claimed")
    with Watcher(stack, session, waiting):
        began = time.monotonic()
        stack.generator.send_signal(signal.SIGTERM)
        assert stack.generator.await_end() == 0
        assert 0.9 < time.monotonic() - began < 3, "the drain time is one second"
        assert calls_for(fake_ai, "Given back")[0].dropped
        waiting.start()
        assert [a["outcome"] for a in attempts(stack, session)] == ["released"]
        job = stack.sql(f"SELECT state, attempt, worker FROM job WHERE session_id = '{session.session_id}'")[0]
        assert job == {"state": "READY", "attempt": "0", "worker": None}
        fake_ai.play("answer")
        stack.generator.start()
        settled(stack, [session, waiting])
    check_once(session)
    assert payloads(session, "GENERATION_ATTEMPT_FAILED") == []
    assert payloads(session, "QUESTIONS_GENERATED")[0]["attempt"] == 1


def test_sigterm_lets_a_running_generation_end(stack, fake_ai):
    fake_ai.play(Script(hold_after_tokens=5))
    session = stack.create_session(role="Let end")
    session.start()
    stack.wait_until(lambda: calls_for(fake_ai, "Let end"))
    stack.generator.send_signal(signal.SIGTERM)
    fake_ai.release()
    assert stack.generator.await_end() == 0
    check_once(session)
    stack.generator.start()


def test_the_second_sigterm_leaves_at_once(stack, fake_ai):
    with_drain(stack, "60s")
    fake_ai.play(TALKATIVE)
    session = stack.create_session(role="Second signal")
    session.start()
    stack.wait_until(lambda: calls_for(fake_ai, "Second signal"))
    stack.generator.send_signal(signal.SIGTERM)
    waiting = stack.create_session(role="Left alone")
    waiting.start()
    stack.wait_until(lambda: stack.redis.command("LLEN", "greenroom:jobs") != "0", what="nobody takes new jobs")
    stack.generator.send_signal(signal.SIGTERM)
    assert stack.generator.await_end(timeout_s=1) == -signal.SIGTERM
    fake_ai.play("answer")
    with_drain(stack, "1s")
    settled(stack, [session, waiting])
    check_once(session)


def with_drain(stack, drain: str) -> None:
    stack.configure(generator={"drain": drain})
    restart(stack.generator)


def test_a_restarted_generator_takes_up_its_own_leases_at_once(stack, fake_ai):
    stack.configure(generation={"lease": "60s", "renew": "20s"})
    restart(stack.generator)
    fake_ai.hold_after_tokens(5)
    session = stack.create_session(role="Own leases")
    session.start()
    stack.wait_until(lambda: calls_for(fake_ai, "Own leases"))
    with Watcher(stack, session):
        stack.generator.kill()
        fake_ai.release()
        stack.configure(generation={"lease": "3s", "renew": "1s"})
        stack.generator.start()
        settled(stack, [session], timeout_s=5)
    check_once(session)
    assert len(attempts(stack, session)) == 2


def test_a_worker_that_can_t_renew_stops_by_itself(stack, fake_ai):
    fake_ai.play(TALKATIVE)
    session = stack.create_session(role="No renewal")
    session.start()
    stack.wait_until(lambda: calls_for(fake_ai, "No renewal"))
    stack.mariadb.pause()       # connections stay, nothing answers
    try:
        call = calls_for(fake_ai, "No renewal")[0]
        stack.wait_until(lambda: call.dropped, timeout_s=8)
    finally:
        stack.mariadb.cont()
    assert "the leases can't be renewed" in stack.generator.log_text.rpartition("ready workers")[2]
    fake_ai.play("answer")
    settled(stack, [session])
    check_once(session)
