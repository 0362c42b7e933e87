"""Cases 1 and 2: the API and the generator killed at every step; whoever repeats or restarts finds one interview."""
import pytest

from tests.e2e.faults.support import attempts, check_once, payloads, settled, start_until_accepted
from tests.e2e.faults.watcher import Watcher
from tests.e2e.support import calls_for

API_POINTS = ["start.before_unit", "unit.begun", "unit.locked", "unit.job_stored", "unit.events_stored",
              "unit.before_commit", "unit.after_commit", "start.before_push", "start.before_reply"]
COMMITTED = API_POINTS[API_POINTS.index("unit.after_commit"):]

# (point, pass): the second pass of a commit is that of the whole set; content comes in tokens.
GENERATOR_POINTS = [("claim.before_commit", 1), ("claim.after_commit", 1), ("generation.taken_up", 1), ("ask.sent", 1),
                    ("ask.content", 1), ("ask.content", 12), ("unit.begun", 1), ("unit.locked", 1), ("unit.guarded", 1),
                    ("unit.question_stored", 1), ("unit.events_stored", 1), ("unit.before_commit", 1),
                    ("unit.after_commit", 1), ("generation.before_publish", 1), ("ask.content", 60),
                    ("unit.question_stored", 2), ("unit.before_commit", 2), ("unit.after_commit", 2),
                    ("generation.before_publish", 2)]
UNCLAIMED = [("claim.before_commit", 1)]
FINISHED = [("unit.after_commit", 2), ("generation.before_publish", 2)]
UNASKED = UNCLAIMED + [("claim.after_commit", 1), ("generation.taken_up", 1)]


@pytest.mark.parametrize("point", API_POINTS)
def test_the_api_killed_at_a_step_of_start(stack, fake_ai, fault, point):
    stack.generator.stop()      # the points of a unit are for the API alone
    session = stack.create_session(role=f"Killed at {point}")
    with Watcher(stack, session):
        fault(point)
        assert session.start().status == 502
        stack.api.await_end()
        assert fault.struck
        stack.api.start()
        standing = session.event_types().count("SESSION_STARTED")
        assert standing == (point in COMMITTED)
        start_until_accepted(stack, session)
        stack.generator.start()
        settled(stack, [session])
    check_once(session)
    assert len(calls_for(fake_ai, f"Killed at {point}")) == len(attempts(stack, session)) == 1


@pytest.mark.parametrize("point, nth", GENERATOR_POINTS)
def test_the_generator_killed_at_a_step(stack, fake_ai, fault, point, nth):
    role = f"Killed at {point} {nth}"
    stack.generator.stop()
    session = stack.create_session(role=role)
    session.start()
    with Watcher(stack, session):
        fault(point, nth)
        stack.generator.start()
        stack.generator.await_end()
        assert fault.struck
        stack.generator.start()
        settled(stack, [session])
    check_once(session)
    claims = 1 if (point, nth) in UNCLAIMED + FINISHED else 2
    assert len(attempts(stack, session)) == claims
    lost = payloads(session, "GENERATION_ATTEMPT_FAILED")
    assert [(one["class"], one["willRetry"]) for one in lost] == [("lost", True)] * (claims - 1)
    made = len(calls_for(fake_ai, role))
    assert made <= claims if (point, nth) in UNASKED + [("ask.sent", 1)] else made == claims


def test_a_job_that_kills_every_worker_ends_in_a_clear_error(stack, fake_ai, fault):
    stack.generator.stop()
    session = stack.create_session(role="Deadly")
    session.start()
    with Watcher(stack, session):
        for _ in range(3):
            fault("ask.content")
            stack.generator.start()
            stack.generator.await_end()
        stack.generator.start()
        settled(stack, [session])
    assert session.status == "ERROR" and session.now()["uiHints"]["canRetry"] is True
    assert [p["class"] for p in payloads(session, "GENERATION_ATTEMPT_FAILED")] == ["lost"] * 3
    assert payloads(session, "GENERATION_FAILED")[0]["class"] == "lost"
    assert len(calls_for(fake_ai, "Deadly")) == 3
    assert session.retry(1).status == 202
    settled(stack, [session])
    check_once(session)
