"""A5: when the AI is slow, the stream keeps talking, polling works as well, and nothing runs twice."""
import pytest

from tests.e2e.support import calls_for, check_stream, rows, stages, wait_for_event, wait_for_status
from tests.fake_ai import Script
from tests.stack import ai_settings
from tests.stack.settings import merged


@pytest.fixture(name="stack", scope="module")
def watchful_stack(new_shared_stack, shared_ai, tmp_path_factory):
    """Says soon that it takes longer; leases that end sooner than the AI answers, if nobody renews them."""
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=tmp_path_factory.mktemp("key"))
    return new_shared_stack(merged(ai, {"generation": {"slow_after": "1s", "lease": "2s", "renew": "1s"},
                                        "stream": {"heartbeat": "1s"}}))


def test_a_slow_answer_is_announced_and_arrives_once(stack, fake_ai):
    fake_ai.play(Script(first_content_s=3, keepalive_s=0.3))
    session = stack.create_session(role="Slow but sure")
    with session.stream() as stream:
        session.start()
        stream.read_until(lambda f: f["payload"].get("stage") == "slow")
        now = session.now()
        assert now["session"]["status"] == "GENERATING_QUESTIONS" and now["uiHints"]["pollAfterMs"] == 1000
        assert session.start().status == 202
        stream.read_until(lambda f: f["type"] == "final")
    check_stream(stream)
    assert "contacting_ai" in stages(stream)
    assert len(stream.comments) >= 1
    assert len(calls_for(fake_ai, "Slow but sure")) == 1
    assert rows(stack, session)["job"] == "1"
    assert "GENERATION_ATTEMPT_FAILED" not in session.event_types()


def test_polling_alone_gives_the_same_interview(stack, fake_ai):
    fake_ai.play(Script(first_content_s=1))
    session = stack.create_session(role="Polling only")
    session.start()
    seen = []
    stack.wait_until(lambda: seen.append(session.now()) or seen[-1]["session"]["status"] == "IN_SESSION")
    assert {s["session"]["status"] for s in seen} == {"GENERATING_QUESTIONS", "IN_SESSION"}
    assert all(s["uiHints"]["pollAfterMs"] == 1000 for s in seen[:-1]) and seen[-1]["uiHints"]["pollAfterMs"] == 0
    assert seen[-1]["question"]["text"]
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert len(calls_for(fake_ai, "Polling only")) == 1


def test_tokens_that_trickle_don_t_hold_question_1_back(stack, fake_ai):
    fake_ai.play(Script(tokens_per_s=100))
    session = stack.create_session(role="Registered nurse trickle")
    session.start()
    wait_for_status(session, "IN_SESSION")
    assert fake_ai.open_calls == 1, "question 1 has to be there while the rest is still being said"
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert len(calls_for(fake_ai, "Registered nurse trickle")) == 1


def test_one_slow_interview_doesn_t_hold_up_another(stack, fake_ai):
    fake_ai.when("Slow neighbour", Script(hold_after_tokens=0))
    slow, quick = stack.create_session(role="Slow neighbour"), stack.create_session(role="Quick one")
    slow.start()
    stack.wait_until(lambda: calls_for(fake_ai, "Slow neighbour"))
    quick.start()
    wait_for_status(quick, "IN_SESSION")
    assert slow.status == "GENERATING_QUESTIONS"
    fake_ai.release()
    wait_for_status(slow, "IN_SESSION")


def test_with_no_generator_at_all_a_waiting_candidate_still_hears_that_it_takes_longer(stack):
    session = stack.create_session()
    stack.generator.stop()
    try:
        with session.stream() as stream:
            session.start()
            stream.read_until(lambda f: f["payload"].get("stage") == "slow")
    finally:
        stack.generator.start()
    wait_for_status(session, "IN_SESSION")
