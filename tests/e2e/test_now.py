"""/now: a pure function of stored facts, cheap to ask again."""
from tests.e2e.support import begin, rows, wait_for_status


def test_reads_without_a_write_between_are_the_same_bytes(stack):
    for session in (stack.create_session(), begin(stack)):
        before = rows(stack, session)
        answers = [session.get_now() for _ in range(5)]
        assert len({a.body for a in answers}) == len({a.headers["etag"] for a in answers}) == 1
        assert rows(stack, session) == before


def test_a_matching_etag_is_answered_without_a_body(stack):
    session = stack.create_session()
    etag = session.get_now().headers["etag"]
    for sent in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        answer = session.get_now(sent)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag), sent
    for sent in ('"other"', etag.strip('"'), '""', "x" * 1000):
        assert session.get_now(sent).status == 200, sent


def test_the_etag_is_the_resume_token_and_changes_with_the_state(stack, fake_ai):
    session = stack.create_session()
    seen = []

    def look():
        answer = session.get_now()
        assert answer.headers["etag"] == f'"{answer.json["session"]["resumeToken"]}"'
        seen.append(answer.headers["etag"])

    look()
    fake_ai.hold_after_tokens(0)
    session.start()
    stack.wait_until(lambda: fake_ai.calls == 1)
    look()
    fake_ai.release()
    wait_for_status(session, "IN_SESSION")
    look()
    assert len(set(seen)) == 3


def test_before_the_start(stack):
    now = stack.create_session(role="Nurse", language="de", questions=3).now()
    assert now["session"]["status"] == "NOT_STARTED" and now["session"]["generation"] == 0
    assert now["context"] == {"targetRole": "Nurse", "language": "de", "jobDescriptionProvided": False,
                              "intakeProvided": False}
    assert now["progress"] is None and now["question"] is None and now["session"]["currentQuestionIndex"] is None
    assert now["uiHints"]["screen"] == "LANDING"
    assert now["uiHints"]["recommendedNextAction"] == "START_SESSION"
    assert now["uiHints"]["pollAfterMs"] == 0


def test_progress_while_questions_are_written(stack, fake_ai):
    fake_ai.hold_after_tokens(0)
    session = stack.create_session(questions=4)
    session.start()
    stack.wait_until(lambda: fake_ai.calls == 1)
    now = session.now()
    assert now["progress"]["stage"] == "generating_questions"
    assert (now["progress"]["questionsReady"], now["progress"]["questionsPlanned"]) == (0, 4)
    assert now["uiHints"]["pollAfterMs"] == 1000 and now["question"] is None
    fake_ai.release()
    wait_for_status(session, "IN_SESSION")


def test_question_1_is_there_before_the_rest_is_written(stack, fake_ai):
    fake_ai.play("answer", hold_after_tokens=60)
    session = stack.create_session(role="Nurse")
    session.start()
    now = wait_for_status(session, "IN_SESSION")
    assert fake_ai.open_calls == 1
    assert now["question"]["index"] == 0 and now["question"]["count"] == 5
    assert now["question"]["tailored"] is True and now["question"]["tts"]["status"] == "NONE"
    assert now["session"]["currentQuestionIndex"] == 0 and now["progress"] is None
    assert now["uiHints"]["recommendedNextAction"] == "ANSWER_QUESTION" and now["uiHints"]["pollAfterMs"] == 0
    fake_ai.release()
    stack.wait_until(lambda: "QUESTION_SET_COMPLETED" in session.event_types())
    assert session.now()["question"] == now["question"]


def test_what_was_given_in_confidence_is_not_in_it(stack):
    session = begin(stack, job_description="Canary description of a ward. " * 20,
                    intake={"goal": "Canary goal", "confidence": 2})
    answer = session.get_now()
    assert "Canary" not in answer.text
    assert answer.json["context"]["jobDescriptionProvided"] and answer.json["context"]["intakeProvided"]
    assert "Canary" not in session.open().text
