"""Case 13: every way in which an AI fails us, all at the same time; and the policy that answers it."""
import pytest

from tests.e2e.faults.support import attempts, check_once, payloads, restart, settled
from tests.e2e.faults.watcher import Watcher
from tests.e2e.support import calls_for, stages
from tests.fake_ai import Script

# scenario: (class, attempts)
BAD = {
    "rate_limited": ("rate_limited", 3), "rate_limited_retry_after": ("rate_limited", 3), "http_500": ("server", 3),
    "overloaded": ("server", 3), "html_502": ("server", 3), "hang_before_headers": ("timeout", 3),
    "hang_mid_token": ("timeout", 3), "comments_only": ("timeout", 3), "one_byte_a_second": ("timeout", 3),
    "error_in_stream": ("server", 3), "length": ("truncated", 3), "content_filter": ("refused", 3),
    "abort": ("truncated", 3), "eof": ("truncated", 3), "cut": ("connect", 3), "invalid_json": ("invalid_output", 3),
    "none": ("invalid_output", 3), "long_line": ("server", 3), "bad_utf8": ("server", 3),
    "unauthorized": ("auth", 1), "forbidden": ("auth", 1), "not_found": ("request", 1), "bad_request": ("request", 1),
    "insufficient_quota": ("quota", 1),
}
SHORT = "too_few"       # good questions, but not as many as were asked for


@pytest.mark.limit(60)
def test_each_failure_of_the_ai_beside_all_others(stack, fake_ai):
    sessions = {}
    for name in (*BAD, SHORT, "too_many"):
        fake_ai.when(f"Scenario {name} end", name)
        sessions[name] = stack.create_session(role=f"Scenario {name} end")
    with Watcher(stack, *sessions.values(), streams=False):
        for session in sessions.values():
            session.start()
        settled(stack, list(sessions.values()), timeout_s=40)
    for name, (failure, count) in BAD.items():
        tries = payloads(sessions[name], "GENERATION_ATTEMPT_FAILED")
        assert [t["class"] for t in tries] == [failure] * count, name
        assert [t["willRetry"] for t in tries] == [True] * (count - 1) + [False], name
        assert payloads(sessions[name], "GENERATION_FAILED")[0]["class"] == failure, name
    check_once(sessions["too_many"])
    assert sessions[SHORT].status == "IN_SESSION"


def test_the_backoff_stands_in_the_job_row_and_retry_after_is_its_least(stack, fake_ai):
    fake_ai.then(Script(status=429, error_type="rate_limit_exceeded", headers={"Retry-After": "2"}))
    session = stack.create_session(role="Wait two seconds")
    with Watcher(stack, session), session.stream() as stream:
        session.start()
        stream.read_until(lambda f: f["payload"].get("stage") == "retrying")
        job = stack.sql("SELECT state, attempt, worker, TIMESTAMPDIFF(MICROSECOND, NOW(3), due_at) DIV 1000 AS in_ms "
                        f"FROM job WHERE session_id = '{session.session_id}'")[0]
        assert job["state"] == "READY" and job["worker"] is None and 1000 < int(job["in_ms"]) <= 2000
        stack.generator.kill()      # nobody sleeps on it: another generator continues where the row says
        stack.generator.start()
        stream.read_until(lambda f: f["type"] == "final")
        assert "slow" in stages(stream)
    check_once(session)
    first, second = calls_for(fake_ai, "Wait two seconds")
    assert 2.0 <= second.began - first.ended < 4
    assert payloads(session, "GENERATION_ATTEMPT_FAILED")[0]["retryInMs"] == 2000


def test_a_backoff_is_random_and_grows(stack, fake_ai):
    stack.configure(generation={"backoff_ms": 200})
    restart(stack.generator)
    fake_ai.play("http_500")
    sessions = [stack.create_session(role=f"Backoff {n}") for n in range(8)]
    for session in sessions:
        session.start()
    settled(stack, sessions)
    pauses = [[p.get("retryInMs") for p in payloads(s, "GENERATION_ATTEMPT_FAILED")] for s in sessions]
    assert all(0 <= one <= 200 and 0 <= two <= 400 and three is None for one, two, three in pauses)
    assert len({two for _, two, _ in pauses}) > 3, "full jitter"
    stack.configure(generation={"backoff_ms": 50})
    restart(stack.generator)


def test_each_new_attempt_is_announced_and_a_wait_is_called_slow(stack, fake_ai):
    fake_ai.then(Script(status=500, headers_after_s=1.2), "http_500")
    session = stack.create_session()
    with session.stream() as stream:
        session.start()
        stream.read_until(lambda f: f["type"] == "final")
    assert stages(stream).count("retrying") == 2
    assert "slow" in stages(stream) and stages(stream).index("slow") < stages(stream).index("retrying")


def test_a_candidate_may_retry_three_times(stack, fake_ai):
    fake_ai.play("unauthorized")
    session = stack.create_session()
    with Watcher(stack, session):
        session.start()
        for generation in (1, 2, 3):
            settled(stack, [session])
            assert session.retry(generation).status == 202
        settled(stack, [session])
    assert session.retry(4).status == 409 and session.now()["uiHints"]["canRetry"] is False
    assert [p["recoverable"] for p in payloads(session, "GENERATION_FAILED")] == [True] * 3 + [False]


def test_one_repair_call_names_the_checks_that_failed(stack, fake_ai):
    bad = "Are you married, and how many children do you have?"
    good = ["Tell me about a time when you helped somebody who was upset.", "How do you plan a busy day at work?"]
    fake_ai.then(Script(texts=[bad, *good]))
    session = stack.create_session(role="Repaired", questions=3)
    session.start()
    assert settled(stack, [session]) == {"IN_SESSION": 1}
    first, repair = calls_for(fake_ai, "Repaired")
    assert bad not in first.text and bad in repair.text and "protected" in repair.text
    assert attempts(stack, session)[0]["ai_calls"] == "2"
    stored = stack.sql(f"SELECT text FROM question WHERE session_id = '{session.session_id}'")
    assert len(stored) == 3 and bad not in [row["text"] for row in stored]


@pytest.fixture(name="on_failure_bank")
def bank_on_failure(stack):
    stack.configure(generation={"on_failure": "bank"})
    restart(stack.generator)
    yield
    stack.configure(generation={"on_failure": "error"})
    restart(stack.generator)


def test_the_bank_steps_in_where_the_settings_say_so_and_never_silently(stack, fake_ai, on_failure_bank):
    fake_ai.play("unauthorized")
    session = stack.create_session(role="Registered nurse")
    with Watcher(stack, session):
        session.start()
        settled(stack, [session])
    check_once(session)
    generated = payloads(session, "QUESTIONS_GENERATED")[0]
    assert generated["source"] == "bank" and generated["tailored"] is False
    assert session.now()["question"]["tailored"] is False
    failed = payloads(session, "GENERATION_ATTEMPT_FAILED")
    assert [(f["class"], f["willRetry"]) for f in failed] == [("auth", False)]
    assert attempts(stack, session)[0]["outcome"] == "auth"
    assert "ai.key_file" in stack.generator.log_text, "the operator is told what to mend"
    assert payloads(session, "GENERATION_FAILED") == []


@pytest.mark.parametrize("point, nth", [("unit.after_commit", 3), ("unit.question_stored", 1), ("unit.after_commit", 4)])
def test_the_generator_killed_while_the_bank_steps_in(stack, fake_ai, fault, on_failure_bank, point, nth):
    """Commits: three failed attempts, then the bank's first question."""
    fake_ai.play("http_500")
    stack.generator.stop()
    session = stack.create_session(role="Bank and crash")
    session.start()
    with Watcher(stack, session):
        fault(point, nth)
        stack.generator.start()
        stack.generator.await_end()
        stack.generator.start()
        settled(stack, [session])
    assert payloads(session, "QUESTIONS_GENERATED")[0]["source"] == "bank"
    # Lost behind question 1, in the last attempt: the set stays as short as it is.
    assert payloads(session, "QUESTION_SET_COMPLETED")[0]["stored"] == (1 if nth == 4 else 5)
    assert [f["class"] for f in payloads(session, "GENERATION_ATTEMPT_FAILED")] == ["server"] * 3
