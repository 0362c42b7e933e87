"""A4: when the AI fails, the failure is an event, the state is ERROR with a safe text, and a retry works."""
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.support import calls_for, check_stream, event_ids, rows, wait_for_event, wait_for_status
from tests.fake_ai import Script
from tests.stack import ai_settings
from tests.stack.settings import merged

ATTEMPTS = 2
RETRIES = 2


@pytest.fixture(name="stack", scope="module")
def impatient_stack(new_shared_stack, shared_ai, tmp_path_factory):
    """Short clocks, few attempts, hardly a pause between them."""
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=tmp_path_factory.mktemp("key"))
    clocks = {"first_content_ms": 600, "stall_ms": 600, "total_ms": 5000}
    return new_shared_stack(merged(ai, {"ai": clocks, "generation": {
        "attempts": ATTEMPTS, "backoff_ms": 1, "candidate_retries": RETRIES}}))


def failed(stack, role: str):
    session = stack.create_session(role=role)
    session.start()
    return session, wait_for_status(session, "ERROR")


@pytest.mark.parametrize("scenario, failure, attempts", [
    ("http_500", "server", ATTEMPTS),
    ("overloaded", "server", ATTEMPTS),
    ("html_502", "server", ATTEMPTS),
    ("rate_limited", "rate_limited", ATTEMPTS),
    ("error_in_stream", "server", ATTEMPTS),
    ("hang_before_headers", "timeout", ATTEMPTS),
    ("hang_mid_token", "timeout", ATTEMPTS),
    ("comments_only", "timeout", ATTEMPTS),
    ("refusal", "refused", ATTEMPTS),
    ("content_filter", "refused", ATTEMPTS),
    ("length", "truncated", ATTEMPTS),
    ("abort", "truncated", ATTEMPTS),
    ("eof", "truncated", ATTEMPTS),
    ("none", "invalid_output", ATTEMPTS),
    ("prose", "invalid_output", ATTEMPTS),
    ("unauthorized", "auth", 1),
    ("forbidden", "auth", 1),
    ("not_found", "request", 1),
    ("bad_request", "request", 1),
    ("insufficient_quota", "quota", 1),
])
def test_each_failure_has_its_class_and_ends_in_a_clear_error(stack, fake_ai, scenario, failure, attempts):
    fake_ai.play(scenario)
    session, now = failed(stack, f"Failing by {scenario}")
    tries = [e["payload"] for e in session.events() if e["eventType"] == "GENERATION_ATTEMPT_FAILED"]
    assert [t["class"] for t in tries] == [failure] * attempts
    assert [t["attempt"] for t in tries] == list(range(1, attempts + 1))
    assert [t["willRetry"] for t in tries] == [True] * (attempts - 1) + [False]
    end = [e for e in session.events() if e["eventType"] == "GENERATION_FAILED"]
    assert len(end) == 1 and end[0]["idempotencyKey"] == "generation-1"
    assert end[0]["payload"]["class"] == failure and end[0]["payload"]["attempts"] == attempts
    check_error_screen(now)


def check_error_screen(now) -> None:
    hints = now["uiHints"]
    assert hints["screen"] == "ERROR" and hints["blockingReason"] == "generation_failed"
    assert hints["canRetry"] is True and hints["recommendedNextAction"] == "RETRY_GENERATION"
    assert now["question"] is None and now["progress"] is None
    for word in ("double", "http", "500", "key", "quota", "openai", "timeout"):
        assert word not in hints["message"].lower()


def test_a_failure_that_passes_is_not_seen_as_an_error(stack, fake_ai):
    fake_ai.then("http_500")
    session = stack.create_session(role="Lucky second")
    session.start()
    wait_for_status(session, "IN_SESSION")
    types = [e["eventType"] for e in wait_for_event(session, "QUESTION_SET_COMPLETED")]
    assert types.count("GENERATION_ATTEMPT_FAILED") == 1 and "GENERATION_FAILED" not in types
    assert len(calls_for(fake_ai, "Lucky second")) == 2


def test_a_start_in_error_points_at_retry(stack, fake_ai):
    fake_ai.play("unauthorized")
    session, _ = failed(stack, "Pressing start")
    before = rows(stack, session)
    answer = session.start()
    assert answer.status == 409 and answer.json["type"] == "urn:greenroom:problem:generation-failed"
    assert rows(stack, session) == before


def test_retry_leads_to_question_1_and_repeating_it_changes_nothing(stack, fake_ai):
    fake_ai.play("unauthorized")
    session, _ = failed(stack, "Trying again")
    fake_ai.play("answer", hold_after_tokens=0)
    first = session.retry(1)
    assert first.status == 202 and first.json["session"]["generation"] == 2
    assert first.headers["location"].endswith(f"{session.api}/now") and first.headers["retry-after"]
    stack.wait_until(lambda: len(calls_for(fake_ai, "Trying again")) == 2)
    before = rows(stack, session)
    assert session.retry(1).status == 202
    assert session.start().status == 202
    assert rows(stack, session) == before
    fake_ai.release()
    events = wait_for_event(session, "QUESTION_SET_COMPLETED")
    asked = [e for e in events if e["eventType"] == "QUESTIONS_REQUESTED"]
    assert [e["idempotencyKey"] for e in asked] == ["generation-1", "generation-2"]
    assert asked[0]["correlationId"] != asked[1]["correlationId"]
    assert events[-1]["correlationId"] == asked[1]["correlationId"]
    again = session.retry(1)
    assert again.status == 200 and again.json["session"]["status"] == "IN_SESSION"
    assert len(calls_for(fake_ai, "Trying again")) == 2


def test_retry_is_refused_for_any_other_generation(stack, fake_ai):
    session = stack.create_session(role="Not yet started")
    assert session.retry(1).status == 409
    fake_ai.play("unauthorized")
    session, _ = failed(stack, "Wrong number")
    before = rows(stack, session)
    for generation in (2, 3, 999999):
        answer = session.retry(generation)
        assert answer.status == 409 and answer.json["type"] == "urn:greenroom:problem:retry-not-allowed"
    assert rows(stack, session) == before


def test_retry_is_refused_once_question_1_stands(stack):
    session = stack.create_session(role="All well")
    session.start()
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert session.retry(1).status == 409


def test_the_budget_of_retries_ends(stack, fake_ai):
    fake_ai.play("unauthorized")
    session, now = failed(stack, "Budget")
    for generation in range(1, RETRIES + 1):
        assert now["uiHints"]["canRetry"] is True
        assert session.retry(generation).status == 202
        stack.wait_until(lambda: session.status == "ERROR")
        now = session.now()
    assert now["session"]["generation"] == RETRIES + 1
    assert now["uiHints"]["canRetry"] is False
    assert now["uiHints"]["recommendedNextAction"] == "CONTACT_SENDER"
    answer = session.retry(RETRIES + 1)
    assert answer.status == 409 and answer.json["type"] == "urn:greenroom:problem:retry-not-allowed"


def test_parallel_retries_are_one_retry(stack, fake_ai):
    fake_ai.play("unauthorized")
    session, _ = failed(stack, "Parallel retry")
    fake_ai.play("answer")
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: session.retry(1), range(30)))
    assert {a.status for a in answers} <= {200, 202}
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert len(calls_for(fake_ai, "Parallel retry")) == 2


def test_the_stream_tells_of_the_failure_and_stays_for_the_retry(stack, fake_ai):
    fake_ai.play("http_500")
    session = stack.create_session(role="Streamed failure")
    with session.stream() as stream:
        session.start()
        error = stream.read_until(lambda f: f["type"] == "error")
        assert error["payload"]["stage"] == "failed" and error["payload"]["invalidate"] is True
        assert "retrying" in [f.json["payload"].get("stage") for f in stream.frames]
        fake_ai.play("answer")
        session.retry(1)
        stream.read_until(lambda f: f["type"] == "final")
    check_stream(stream)


def test_the_stream_ends_when_no_retry_is_left(stack, fake_ai):
    fake_ai.play("unauthorized")
    session, _ = failed(stack, "Streamed to the end")
    for generation in range(1, RETRIES):
        session.retry(generation)
        stack.wait_until(lambda: session.now()["session"] == {**session.now()["session"], "status": "ERROR",
                                                              "generation": generation + 1})
    with session.stream() as stream:
        stream.read()
        session.retry(RETRIES)
        frames = stream.read_all()
    check_stream(stream)
    assert frames[-1]["type"] == "error" and frames[-1]["payload"]["recoverable"] is False and stream.ended
    with session.stream(last_event_id=stream.frames[-1].id) as again:
        assert again.status == 204
    with session.stream(last_event_id=2) as late:
        late.read_all()
    assert event_ids(late) == list(range(3, int(stream.frames[-1].id) + 1)), "who missed it is told first"


def test_a_failure_behind_question_1_leaves_a_shorter_set(stack, fake_ai):
    fake_ai.play(Script(stop_after_tokens=60, end="eof"))
    session = stack.create_session(role="Registered nurse", questions=5)
    session.start()
    question = wait_for_status(session, "IN_SESSION")["question"]
    events = wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert events[-1]["payload"]["planned"] == 5 and 1 <= events[-1]["payload"]["stored"] < 5
    now = session.now()
    assert now["session"]["status"] == "IN_SESSION"
    assert now["question"] == {**question, "count": events[-1]["payload"]["stored"]}


@pytest.mark.parametrize("scenario, refused", [("no_json_schema", "json_schema"),
                                               ("no_response_format", "response_format")])
def test_a_server_that_refuses_a_parameter_is_asked_without_it(stack, fake_ai, scenario, refused):
    fake_ai.play(scenario)
    session = stack.create_session(role="Older server")
    session.start()
    wait_for_status(session, "IN_SESSION")
    calls = calls_for(fake_ai, "Older server")
    assert [call.status for call in calls] == [400] * (len(calls) - 1) + [200]
    assert f'"{refused}"' not in calls[-1].text
    assert "GENERATION_ATTEMPT_FAILED" not in session.event_types()


@pytest.mark.parametrize("scenario", ["fenced", "sentence_around", "crlf", "cr", "tight", "unknown_event",
                                      "without_done", "too_many"])
def test_odd_but_good_answers_are_taken(stack, fake_ai, scenario):
    fake_ai.play(scenario)
    session = stack.create_session(role=f"Odd {scenario}")
    session.start()
    wait_for_status(session, "IN_SESSION")
    assert wait_for_event(session, "QUESTION_SET_COMPLETED")[-1]["payload"]["stored"] == 5
    assert len(calls_for(fake_ai, f"Odd {scenario}")) == 1
