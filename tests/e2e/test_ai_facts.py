"""What an answer was and cost is kept with the attempt, whichever way it ended, and what a server taught is kept too."""
import pytest

from tests.e2e.support import calls_for, wait_for_event, wait_for_status
from tests.fake_ai import Script
from tests.stack import ai_settings
from tests.stack.settings import merged

KEY = "sk-canary-0123456789abcdef"
STALL_MS = 1500


@pytest.fixture(name="provider", scope="module", params=["openai", "anthropic"])
def each_provider(request):
    return request.param


@pytest.fixture(name="stack", scope="module")
def impatient_stack(provider, new_shared_stack, shared_ai, tmp_path_factory):
    url = shared_ai.openai_url if provider == "openai" else shared_ai.url
    ai = ai_settings(provider, url, "double-7b", KEY, folder=tmp_path_factory.mktemp("key"))
    clocks = {"first_content_ms": 1500, "stall_ms": STALL_MS, "headers": "X-Team-Token: tt-canary-9876543210"}
    return new_shared_stack(merged(ai, {"ai": clocks, "generator": {"threads": 3},
                                        "generation": {"attempts": 1, "backoff_ms": 1}}))


def attempt(stack, session) -> dict:
    """The facts of the session's one attempt; numbers as numbers."""
    rows = stack.sql("SELECT a.* FROM job_attempt a JOIN job j USING (job_id) WHERE j.kind = 'questions' AND "
                     f"j.session_id = '{session.session_id}'")
    assert len(rows) == 1
    return {k: int(v) if v and v.isdigit() else v for k, v in rows[0].items()}


def play(stack, role: str, status: str):
    session = stack.create_session(role=role)
    session.start()
    wait_for_status(session, status)
    if status == "IN_SESSION":
        wait_for_event(session, "QUESTION_SET_COMPLETED")
    return session, stack.wait_until(lambda: (found := attempt(stack, session))["ended_at"] and found)


def test_the_facts_of_a_good_answer(stack, fake_ai, provider):
    fake_ai.play(Script(first_content_s=0.3, tokens_per_s=400))
    session, facts = play(stack, "Facts of success", "IN_SESSION")
    assert (facts["outcome"], facts["provider"], facts["model"]) == ("ok", provider, "double-7b")
    assert facts["provider_request_id"].startswith("req_") and facts["ai_calls"] == 1
    assert facts["tokens_in"] == 100 and facts["tokens_out"] > 50
    assert 250 <= facts["first_content_ms"] < facts["first_question_ms"] < facts["total_ms"]
    generated = [e["payload"] for e in session.events() if e["eventType"] == "QUESTIONS_GENERATED"][0]
    assert generated["model"] == "double-7b" and generated["source"] == provider
    assert len(generated["promptHash"]) == 64
    assert generated["firstTokenMs"] == facts["first_content_ms"]
    assert generated["firstQuestionMs"] == facts["first_question_ms"]


@pytest.mark.parametrize("scenario, outcome, known", [
    ("length", "truncated", {"model", "provider_request_id", "tokens_in", "tokens_out", "first_content_ms"}),
    ("refusal", "refused", {"model", "provider_request_id", "tokens_in"}),
    ("error_in_stream", "server", {"model", "provider_request_id", "first_content_ms"}),
    ("hang_mid_token", "timeout", {"model", "provider_request_id", "first_content_ms"}),
    ("hang_before_headers", "timeout", set()),
    ("cut", "connect", {"model", "provider_request_id", "first_content_ms"}),
    ("http_500", "server", set()),
])
def test_the_facts_of_a_failure(stack, fake_ai, provider, scenario, outcome, known):
    fake_ai.play(scenario)
    _, facts = play(stack, f"Facts of {scenario}", "ERROR")
    assert (facts["outcome"], facts["provider"], facts["first_question_ms"]) == (outcome, provider, None)
    missing = {name for name in known if facts[name] is None}
    assert not missing and facts["total_ms"] is not None
    assert "fenced out" not in stack.generator.log_text, "recorded once"


def test_a_failure_in_a_stream_that_then_hangs_has_its_own_class(stack, fake_ai):
    fake_ai.play("error_then_hang")
    _, facts = play(stack, "Hanging failure", "ERROR")
    assert facts["outcome"] == "server" and facts["total_ms"] < STALL_MS


def test_a_good_end_that_then_hangs_is_a_good_end(stack, fake_ai):
    fake_ai.play("stop_then_hang")
    session, facts = play(stack, "Hanging success", "IN_SESSION")
    assert facts["outcome"] == "ok" and facts["tokens_out"] > 50
    assert "GENERATION_ATTEMPT_FAILED" not in session.event_types()


@pytest.mark.parametrize("status", [400, 401, 422, 429, 500])
def test_a_key_that_the_server_quotes_is_not_repeated(stack, fake_ai, status):
    quoted = f"Request {KEY} of tt-canary-9876543210 and part {KEY[:14]} is wrong"
    fake_ai.play(Script(status=status, headers={"x-request-id": KEY, "request-id": KEY},
                        body='{"error": {"message": "%s", "type": "%s", "code": null}}' % (quoted, KEY)))
    session, facts = play(stack, f"Quoted key {status}", "ERROR")
    told = stack.generator.log_text + str(session.events()) + str(facts)
    assert "canary" not in told and KEY[:10] not in told


def test_a_refused_parameter_is_paid_for_once(new_stack, fake_ai, shared_ai, provider, tmp_path):
    url = shared_ai.openai_url if provider == "openai" else shared_ai.url
    refused = {"openai": ["json_schema", "max_completion_tokens"], "anthropic": ["output_config"]}[provider]
    fake_ai.play(Script(refuse_parameters=refused, hold_after_tokens=0))
    stack = new_stack(merged(ai_settings(provider, url, "old", KEY, folder=tmp_path), {"generator": {"threads": 3}}))
    together = [stack.create_session(role=f"Together {n}") for n in range(6)]
    for session in together:
        session.start()
    stack.wait_until(lambda: fake_ai.open_calls == 6)
    fake_ai.release()
    for session in together:
        wait_for_event(session, "QUESTION_SET_COMPLETED")
        assert "GENERATION_ATTEMPT_FAILED" not in session.event_types()
    later = [stack.create_session(role=f"Later {n}") for n in range(6)]
    for session in later:
        session.start()
    for session in later:
        wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert [call.status for call in calls_for(fake_ai, "Later")] == [200] * 6, "no worker asks for it again"
    taken = [call for call in fake_ai.records if call.status == 200]
    assert len(taken) == 12
    for call in taken:  # what was not refused is still asked for
        if provider == "openai":
            assert '"json_object"' in call.text and '"max_tokens"' in call.text and '"include_usage"' in call.text
        assert not any(f'"{name}"' in call.text for name in refused)


def test_a_refusal_that_the_answer_does_not_bear_out_is_not_learnt(new_stack, fake_ai, shared_ai, tmp_path, provider):
    """A server that quotes what it was sent names every parameter, whatever it dislikes."""
    url = shared_ai.openai_url if provider == "openai" else shared_ai.url
    stack = new_stack(merged(ai_settings(provider, url, "m", KEY, folder=tmp_path),
                             {"generator": {"threads": 1}, "generation": {"attempts": 1}}))
    names = "response_format json_schema output_config max_completion_tokens max_tokens stream_options"
    fake_ai.when("Disliked", Script(status=400, body='{"detail": "bad input: %s"}' % names))
    disliked = stack.create_session(role="Disliked")
    disliked.start()
    wait_for_status(disliked, "ERROR")
    assert 2 <= len(calls_for(fake_ai, "Disliked")) <= 7
    liked = stack.create_session(role="Liked well")
    liked.start()
    wait_for_status(liked, "IN_SESSION")
    assert "json_schema" in calls_for(fake_ai, "Liked well")[0].text
