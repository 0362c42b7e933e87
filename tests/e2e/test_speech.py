"""Question 1 read aloud by a speech provider: after it is presented, never before it or in its way."""
import json
import time

import pytest

from tests.e2e.support import begin, check_stream, event_ids, wait_for_event, wait_for_status
from tests.fake_ai import Script
from tests.fake_ai.speech import SPEECHES, Speech, wav
from tests.stack import ai_settings
from tests.stack.settings import merged

ATTEMPTS = 2
CLOCKS = {"generation": {"attempts": ATTEMPTS, "backoff_ms": 1, "lease": "2s", "renew": "1s"},
          "generator": {"sweep_ms": 300, "drain": "1s"}}


@pytest.fixture(name="stack", scope="module")
def speaking_stack(new_shared_stack, shared_ai, tmp_path_factory):
    folder = tmp_path_factory.mktemp("key")
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=folder)
    (folder / "speech.key").write_text("speech-secret\n")
    return new_shared_stack(merged(ai, CLOCKS, {"speech": {
        "provider": "openai", "base_url": shared_ai.openai_url, "key_file": folder / "speech.key", "voice": "coral",
        "format": "wav", "instructions": "Speak calmly.", "total_ms": 1000, "max_bytes": 100000}}))


def logged(session, event_type: str) -> dict:
    return next(e for e in wait_for_event(session, event_type) if e["eventType"] == event_type)


def tts(session) -> dict:
    return session.now()["question"]["tts"]


def audio(session, headers=None):
    path = tts(session)["audioUrl"].removeprefix(f"/api/session/{session.session_id}")
    return session.request("GET", path, headers=headers)


def test_question_1_can_be_heard(stack, fake_ai):
    session = begin(stack, role="Can be heard", job_description="A secret plan of the employer.")
    event = logged(session, "QUESTION_AUDIO_READY")
    assert event["idempotencyKey"] == "question-0"
    assert event["payload"]["mediaType"] == "audio/wav" and event["payload"]["sizeBytes"] == len(wav())
    now = session.now()
    assert now["question"]["tts"]["status"] == "READY" and now["question"]["tts"]["generatedAt"]
    assert [call.body for call in fake_ai.spoken] == [{
        "model": "gpt-4o-mini-tts", "input": now["question"]["text"], "voice": "coral", "response_format": "wav",
        "instructions": "Speak calmly."}]
    assert fake_ai.spoken[0].headers["authorization"] == "Bearer speech-secret"
    whole, part = audio(session), audio(session, {"Range": "bytes=0-3"})
    assert whole.status == 200 and whole.body == wav() and whole.headers["content-type"] == "audio/wav"
    assert part.status == 206 and part.body == b"RIFF"
    assert stack.audit() == []


def test_the_stream_ends_when_the_last_of_set_and_audio_is_there(stack, fake_ai):
    fake_ai.speech = Speech(after_s=0.5)
    session = stack.create_session(role="Stream of a voice")
    with session.stream() as stream:
        session.start()
        stream.read_until(lambda f: f["payload"].get("stage") == "tts_ready")
        stream.read_all()
    check_stream(stream)
    assert stream.frames[-1].json["payload"]["event"] == "QUESTION_AUDIO_READY"
    assert session.request("GET", f"/stream?after={event_ids(stream)[-1]}").status == 204


@pytest.mark.parametrize("how, failure, calls", [
    ("unauthorized", "auth", 1), ("rate_limited", "rate_limited", ATTEMPTS), ("http_500", "server", ATTEMPTS),
    ("hang", "timeout", ATTEMPTS), ("html", "invalid_output", ATTEMPTS), ("empty", "invalid_output", ATTEMPTS),
    ("too_large", "invalid_output", ATTEMPTS)])
def test_a_failure_leaves_the_question_as_it_is(stack, fake_ai, how, failure, calls):
    fake_ai.speech = SPEECHES[how]
    session = begin(stack, role=f"Voice fails by {how}")
    event = logged(session, "QUESTION_AUDIO_FAILED")
    assert event["payload"]["class"] == failure
    assert len(fake_ai.spoken) == calls
    assert tts(session) == {"status": "FAILED", "audioUrl": None, "generatedAt": None}
    assert session.status == "IN_SESSION"
    assert stack.audit() == []


def test_a_failure_that_passes_is_tried_again(stack, fake_ai):
    fake_ai.speech = Speech(status=500, first=1)
    session = begin(stack, role="Second voice")
    wait_for_event(session, "QUESTION_AUDIO_READY")
    assert len(fake_ai.spoken) == 2


def test_a_speech_server_that_hangs_does_not_delay_question_1(stack, fake_ai):
    fake_ai.speech = SPEECHES["hang"]
    sessions = [stack.create_session(role=f"Undelayed {number}") for number in range(12)]
    for session in sessions:
        began = time.monotonic()
        session.start()
        wait_for_status(session, "IN_SESSION")
        assert time.monotonic() - began < 1
        assert tts(session)["status"] == "GENERATING"
    fake_ai.speech = Speech()
    stack.wait_until(lambda: all(tts(session)["status"] in ("READY", "FAILED") for session in sessions))


def test_nothing_is_spoken_before_the_question_stands(stack, fake_ai):
    fake_ai.play(Script(hold_after_tokens=0))
    session = stack.create_session(role="Not yet")
    session.start()
    stack.wait_until(lambda: fake_ai.calls)
    assert fake_ai.spoken == []
    fake_ai.release()
    wait_for_event(session, "QUESTION_AUDIO_READY")


def test_an_erased_session_gets_no_audio(stack, fake_ai):
    fake_ai.speech = Speech(after_s=0.8)
    session = begin(stack, role="Erased voice")
    stack.wait_until(lambda: fake_ai.spoken)
    stack.ctl("session", "erase", session.session_id)
    stack.wait_until(lambda: fake_ai.spoken[0].ended)
    assert stack.sql("SELECT COUNT(*) AS n FROM question_audio a JOIN question q ON q.question_id = a.question_id "
                     f"WHERE q.session_id = '{session.session_id}'") == [{"n": "0"}]
    assert stack.audit() == []


def test_a_generator_killed_in_mid_speech_is_followed_by_another(stack, fake_ai):
    fake_ai.speech = Speech(status=0, first=1)
    session = begin(stack, role="Killed voice")
    stack.wait_until(lambda: fake_ai.spoken)
    stack.generator.kill()
    stack.generator.start()
    stack.note_started(stack.generator)
    wait_for_event(session, "QUESTION_AUDIO_READY")
    assert stack.audit() == []


def test_it_is_off_by_default(bank_stack):
    session = begin(bank_stack)
    assert tts(session) == {"status": "NONE", "audioUrl": None, "generatedAt": None}
    assert bank_stack.sql("SELECT COUNT(*) AS n FROM job WHERE kind = 'speech'") == [{"n": "0"}]


def test_the_doctor_hears_one_word(stack, fake_ai):
    def speech() -> dict:
        checks = json.loads(stack.run_ctl("--json", "doctor").stdout)["checks"]
        return next(check for check in checks if check["check"] == "speech")
    assert speech()["status"] == "ok" and fake_ai.spoken[-1].body["input"] == "Hello."
    fake_ai.speech = SPEECHES["unauthorized"]
    assert speech()["status"] == "fail" and "speech.key_file" in speech()["todo"]
