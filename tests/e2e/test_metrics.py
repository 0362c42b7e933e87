"""/metrics: what stands in the tables, summed, and what was counted, summed over processes by way of Redis."""
import json
import re

import pytest

from tests.e2e.support import begin, wait_for_event, wait_for_status
from tests.fake_ai.speech import SPEECHES, Speech
from tests.stack import ai_settings, wait_until
from tests.stack.servers import ROOT
from tests.stack.settings import merged

GOOD = ("Can you tell me about a shift on which everything came at once, and how you went about it?",
        "How do you explain a treatment to a patient who is afraid of it?",
        "What do you do first when a colleague hands over a patient in a hurry?",
        "Which habits help you to keep medication safe at the end of a long night?",
        "How did you handle a disagreement with a doctor about a patient?")
LINE = re.compile(r'^greenroom_[a-z_]+(\{([a-z]+="[^"]*")(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$')


@pytest.fixture(name="stack", scope="module")
def speaking_stack(new_shared_stack, shared_ai, tmp_path_factory):
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=tmp_path_factory.mktemp("key"))
    return new_shared_stack(merged(ai, {"speech": {"provider": "openai", "base_url": shared_ai.openai_url,
                                                   "format": "wav"}}))


def figures(stack) -> dict[str, float]:
    """Every sample by its name and labels; each line has to be in the exposition format, each family announced."""
    answer = stack.http.get("/metrics")
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found, family = {}, ""
    for line in answer.text.splitlines():
        if line.startswith("#"):
            family = line.split()[2]
            continue
        assert LINE.match(line) and line.startswith(family), line
        name, _, value = line.rpartition(" ")
        assert name not in found, f"{name} twice"
        found[name] = float(value)
    return found


def rise(stack, name: str, before: dict, by: float) -> None:
    wait_until(lambda: figures(stack).get(name, 0) - before.get(name, 0) == by, 10, f"{name} rises by {by:g}")


def test_generations_are_summed_from_what_is_stored(stack, fake_ai):
    before = figures(stack)
    begin(stack, role="Measured")
    after = figures(stack)
    for name in ('greenroom_generations_total{result="done"}', "greenroom_time_to_first_question_seconds_count",
                 'greenroom_attempts_total{provider="openai",outcome="ok"}',
                 'greenroom_ai_calls_total{provider="openai",outcome="ok"}',
                 'greenroom_time_to_first_question_seconds_bucket{le="+Inf"}',
                 'greenroom_ai_first_content_seconds_count{provider="openai",outcome="ok"}',
                 'greenroom_ai_answer_seconds_count{provider="openai",outcome="ok"}'):
        assert after[name] - before.get(name, 0) == 1, name
    name = 'greenroom_ai_tokens_total{provider="openai",outcome="ok",direction="out"}'
    assert after[name] > before.get(name, 0)
    assert after['greenroom_sessions{status="IN_SESSION"}'] >= 1


def test_speech_is_summed_apart_from_the_questions(stack, fake_ai):
    before = figures(stack)
    fake_ai.speech = Speech(after_s=0.3)
    session = begin(stack, role="Read aloud")
    wait_for_event(session, "QUESTION_AUDIO_READY")
    wait_until(lambda: figures(stack).get('greenroom_speech_attempts_total{provider="openai",outcome="ok"}', 0)
               > before.get('greenroom_speech_attempts_total{provider="openai",outcome="ok"}', 0), 10, "it is counted")
    after = figures(stack)
    for name in ('greenroom_speeches_total{result="done"}', "greenroom_time_to_speech_seconds_count",
                 'greenroom_speech_attempts_total{provider="openai",outcome="ok"}',
                 'greenroom_speech_answer_seconds_count{provider="openai",outcome="ok"}',
                 'greenroom_attempts_total{provider="openai",outcome="ok"}',
                 'greenroom_ai_calls_total{provider="openai",outcome="ok"}'):
        assert after[name] - before.get(name, 0) == 1, name
    for name in ("greenroom_time_to_speech_seconds_sum",
                 'greenroom_speech_answer_seconds_sum{provider="openai",outcome="ok"}'):
        assert 0.3 <= after[name] - before.get(name, 0) < 5, name


def test_a_speech_is_counted_after_its_audio_is_erased(stack, fake_ai):
    session = begin(stack, role="Read aloud, then erased")
    wait_for_event(session, "QUESTION_AUDIO_READY")
    before = figures(stack)
    stack.ctl("session", "erase", session.session_id)
    after = figures(stack)
    for name in ("greenroom_time_to_speech_seconds_count", "greenroom_time_to_speech_seconds_sum"):
        assert after[name] == before[name] > 0


def test_a_voice_that_fails_counts_by_its_class(stack, fake_ai):
    before = figures(stack)
    fake_ai.speech = SPEECHES["unauthorized"]
    session = begin(stack, role="Not read aloud")
    wait_for_event(session, "QUESTION_AUDIO_FAILED")
    rise(stack, 'greenroom_speech_attempts_total{provider="openai",outcome="auth"}', before, 1)
    rise(stack, 'greenroom_speeches_total{result="failed"}', before, 1)
    rise(stack, "greenroom_time_to_speech_seconds_count", before, 0)


def test_a_voice_at_work_is_no_generation_in_flight(stack, fake_ai):
    fake_ai.speech = SPEECHES["hang"]
    session = begin(stack, role="Being read aloud")
    wait_until(lambda: figures(stack)["greenroom_speeches_in_flight"] == 1, 10, "a voice at work")
    assert figures(stack)["greenroom_generations_in_flight"] == 0
    stack.ctl("session", "erase", session.session_id)
    wait_until(lambda: figures(stack)["greenroom_speeches_in_flight"] == 0, 10, "it has ended")


def test_a_histogram_is_cumulative(stack, fake_ai):
    begin(stack, role="Cumulative")
    found = figures(stack)
    buckets = [value for name, value in found.items() if name.startswith("greenroom_time_to_first_question_seconds_bucket")]
    assert buckets == sorted(buckets) and buckets[-1] == found["greenroom_time_to_first_question_seconds_count"]
    assert found["greenroom_time_to_first_question_seconds_sum"] > 0


def test_failures_count_by_their_class(stack, fake_ai):
    before = figures(stack)
    fake_ai.play("unauthorized")
    session = stack.create_session(role="Refused")
    session.start()
    wait_for_status(session, "ERROR")
    after = figures(stack)
    for name in ('greenroom_attempts_total{provider="openai",outcome="auth"}', 'greenroom_generations_total{result="failed"}'):
        assert after[name] - before.get(name, 0) == 1, name


def test_refused_questions_count_by_check(stack, fake_ai):
    before = figures(stack)
    fake_ai.play("answer", answer=json.dumps({"questions": [
        {"text": "How old are you, and does your age get in the way of long shifts on the ward?"},
        *({"text": text} for text in GOOD)]}))
    begin(stack, role="Refusals counted")
    wait_until(lambda: any(name.startswith("greenroom_refused_questions_total{") and value > before.get(name, 0)
                           for name, value in figures(stack).items()), 10, "a refused question")


def test_what_waits_and_what_runs_is_seen(stack, fake_ai):
    stack.generator.stop()
    session = stack.create_session(role="Waiting")
    session.start()
    assert figures(stack)["greenroom_jobs_waiting"] == 1
    wait_until(lambda: figures(stack)["greenroom_jobs_oldest_seconds"] > 0.1, 10, "its age grows")
    stack.generator.start()
    wait_for_status(session, "IN_SESSION")
    wait_until(lambda: figures(stack)["greenroom_jobs_waiting"] == 0, 10, "nothing waits")


def test_requests_resumes_and_denials_are_counted(stack, fake_ai):
    session = begin(stack, role="Counted")
    before = figures(stack)
    session.open()
    session.get_now()
    session.get_now()
    assert session.request("GET", "/now", token="A" * 43).status == 401
    rise(stack, 'greenroom_requests_total{method="GET",route="/api/session/:session/now",status="200"}', before, 2)
    rise(stack, 'greenroom_requests_total{method="GET",route="/api/session/:session/now",status="401"}', before, 1)
    rise(stack, "greenroom_resumes_total", before, 1)
    rise(stack, "greenroom_denials_total", before, 1)


def test_requests_are_summed_over_processes(stack, fake_ai):
    session = begin(stack, role="Summed")
    another = stack.another("api").start()
    stack.note_started(another)
    before = figures(stack)
    try:
        for _ in range(40):
            assert session.get_now().status == 200
        rise(stack, 'greenroom_requests_total{method="GET",route="/api/session/:session/now",status="200"}', before, 40)
    finally:
        another.stop()


def test_open_streams_are_seen_and_gone(stack, fake_ai):
    session = stack.create_session(role="Streaming")
    with session.stream():
        wait_until(lambda: figures(stack)["greenroom_open_streams"] >= 1, 15, "the stream is counted")
    wait_until(lambda: figures(stack)["greenroom_open_streams"] == 0, 15, "and counted no more")


def test_without_redis_the_stored_facts_are_there_still(stack, fake_ai):
    begin(stack, role="Without Redis")
    stack.redis.stop()
    found = figures(stack)
    assert found["greenroom_redis_up"] == 0 and found["greenroom_database_up"] == 1
    assert 'greenroom_generations_total{result="done"}' in found
    assert "greenroom_open_streams" not in found


def test_without_mariadb_nothing_is_said_to_be_zero(stack, fake_ai):
    stack.mariadb.stop()
    found = figures(stack)
    assert found["greenroom_database_up"] == 0
    assert not any("generations" in name or "sessions" in name for name in found)


def test_nothing_personal_is_in_it(stack, fake_ai):
    session = begin(stack, role="Zookeeper with a secret")
    text = stack.http.get("/metrics").text
    assert session.session_id not in text and session.token not in text and "Zookeeper" not in text


@pytest.mark.parametrize("path", ["docs/monitoring/alerts.yml", "docs/monitoring/dashboard.json"])
def test_alerts_and_dashboard_ask_for_figures_that_exist(stack, fake_ai, path):
    session = begin(stack, role="Watched")
    wait_for_event(session, "QUESTION_AUDIO_READY")
    session.open()
    session.request("GET", "/now", token="A" * 43)
    asked = set(re.findall(r"greenroom_[a-z_]+", (ROOT / path).read_text()))
    wait_until(lambda: asked and asked <= {re.sub(r"\{.*", "", name) for name in figures(stack)}, 10, f"all of {asked}")
