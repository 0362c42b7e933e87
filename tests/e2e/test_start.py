"""A1: a repeated start is the same start. One question set, whatever is pressed how often."""
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.support import begin, calls_for, rows, wait_for_event, wait_for_status

PARALLEL = 200


def test_200_parallel_starts_over_several_processes_are_one_start(stack, fake_ai):
    session = stack.create_session(role="Parallel starter")
    second_api = stack.another("api").start()
    together = threading.Barrier(PARALLEL)

    def press(_):
        together.wait()
        return session.start()

    try:
        with ThreadPoolExecutor(PARALLEL) as pool:
            answers = list(pool.map(press, range(PARALLEL)))
    finally:
        second_api.stop()
    assert {a.status for a in answers} <= {200, 202}
    assert {a.json["session"]["sessionId"] for a in answers} == {session.session_id}
    types = Counter(e["eventType"] for e in wait_for_event(session, "QUESTION_SET_COMPLETED"))
    assert types["SESSION_STARTED"] == types["QUESTIONS_REQUESTED"] == types["QUESTIONS_GENERATED"] == 1
    assert rows(stack, session)["job"] == "1"
    assert len(calls_for(fake_ai, "Parallel starter")) == 1


def test_the_answer_says_where_to_look_and_what_to_do(stack, fake_ai):
    fake_ai.hold_after_tokens(0)
    session = stack.create_session()
    answer = session.start()
    assert answer.status == 202
    assert answer.headers["location"].endswith(f"/api/session/{session.session_id}/now")
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.json["session"]["status"] == "GENERATING_QUESTIONS"
    assert answer.json["uiHints"]["recommendedNextAction"] == "WAIT_FOR_QUESTIONS"
    assert answer.json["uiHints"]["pollAfterMs"] == 1000
    fake_ai.release()
    wait_for_status(session, "IN_SESSION")


def test_a_start_after_question_1_answers_with_it(stack):
    session = begin(stack)
    before = rows(stack, session)
    answer = session.start()
    assert answer.status == 200
    assert answer.json == session.now()
    assert rows(stack, session) == before


def test_an_idempotency_key_is_taken_and_changes_nothing(stack):
    session = stack.create_session()
    for key in ("11111111-2222-3333-4444-555555555555", "another", "x" * 300):
        assert session.start(headers={"Idempotency-Key": key}).status in (200, 202)
    events = wait_for_event(session, "QUESTION_SET_COMPLETED")
    started = [e for e in events if e["eventType"] == "SESSION_STARTED"]
    assert [e["idempotencyKey"] for e in started] == ["start"]


def test_a_start_may_carry_an_empty_object(stack):
    session = stack.create_session()
    assert session.start(body={}).status == 202


def test_a_doorbell_that_rings_more_often_makes_no_second_call(stack, fake_ai):
    second = stack.another("generator").start()
    try:
        fake_ai.hold_after_tokens(10)
        session = stack.create_session(role="Often rung")
        session.start()
        for _ in range(3):
            stack.redis.command("LPUSH", "greenroom:jobs", *(["1"] * 8))
        stack.wait_until(lambda: calls_for(fake_ai, "Often rung"))
        stack.redis.command("LPUSH", "greenroom:jobs", *(["1"] * 8))
        stack.wait_until(lambda: stack.redis.command("LLEN", "greenroom:jobs") == "0")
        fake_ai.release()
        wait_for_event(session, "QUESTION_SET_COMPLETED")
        assert len(calls_for(fake_ai, "Often rung")) == 1
    finally:
        second.stop()
