"""The job itself: start to Question 1, for three kinds of work, with the bank and with both kinds of AI."""
from itertools import combinations
from pathlib import Path

import pytest

from tests.e2e.support import calls_for, check_stream, embedded, event_ids, wait_for_event
from tests.openapi import check_schema
from tests.stack import ai_settings

ROLES = {"nurse": "Registered nurse", "backend_engineer": "Backend engineer",
         "warehouse_team_lead": "Warehouse team lead"}
DESCRIPTIONS = Path(__file__).resolve().parent.parent / "job_descriptions"
LOG = ["SESSION_CREATED", "INVITE_ISSUED", "SESSION_STARTED", "QUESTIONS_REQUESTED", "QUESTIONS_GENERATED",
       "QUESTION_PRESENTED", "QUESTION_SET_COMPLETED"]


@pytest.fixture(name="provider", scope="module", params=["openai", "anthropic", "bank"])
def every_provider(request, stack, shared_ai, tmp_path_factory):
    """The stack's generator asks this one from now on."""
    base_url = {"openai": shared_ai.openai_url, "anthropic": shared_ai.url, "bank": ""}[request.param]
    stack.configure(**ai_settings(request.param, base_url, "double", "no-secret",
                                         folder=tmp_path_factory.mktemp("key")))
    stack.generator.restart()
    return request.param


@pytest.mark.parametrize("kind", ROLES)
def test_from_start_to_question_1(stack, fake_ai, provider, kind):
    fake_ai.play("cut_anywhere")
    description = (DESCRIPTIONS / f"{kind}.txt").read_text(encoding="utf-8")
    session = stack.create_session(role=ROLES[kind], job_description=description, intake={"stage": "first"})
    with session.stream() as stream:
        assert session.start().status == 202
        frames = stream.read_all()
    check_stream(stream)
    check_frames(stream, frames)
    events = wait_for_event(session, "QUESTION_SET_COMPLETED")
    check_log(session, events, provider)
    now = session.now()
    check_question_1(now, events, provider)
    assert embedded(session.open().text) == now
    calls = calls_for(fake_ai, ROLES[kind])
    assert len(calls) == (0 if provider == "bank" else 1)
    for call in calls:
        assert description.split("\n")[0] in call.text
    assert description[:60] not in session.get_now().text


def check_frames(stream, frames) -> None:
    assert frames[0]["payload"]["status"] == "NOT_STARTED"
    assert event_ids(stream) == [3, 4, 5, 6, 7]
    assert [f["type"] for f in frames][-2:] == ["partial", "final"]
    assert [f["payload"]["stage"] for f in frames if f["payload"].get("event") == "QUESTION_PRESENTED"] == [
        "question_ready"]


def check_log(session, events, provider) -> None:
    for event in events:
        check_schema("Event", event)
    assert [e["eventType"] for e in events] == LOG
    assert [e["seq"] for e in events] == list(range(1, len(LOG) + 1))
    assert {e["sessionId"] for e in events} == {session.session_id}
    assert len({e["eventId"] for e in events}) == len(events)
    assert events[0]["correlationId"] is None and events[1]["correlationId"] is None
    assert len({e["correlationId"] for e in events[2:]}) == 1 and events[2]["correlationId"]
    keys = {e["eventType"]: e["idempotencyKey"] for e in events}
    assert keys == {"SESSION_CREATED": "create", "INVITE_ISSUED": events[1]["payload"]["inviteId"],
                    "SESSION_STARTED": "start", "QUESTIONS_REQUESTED": "generation-1",
                    "QUESTIONS_GENERATED": "questions", "QUESTION_PRESENTED": "question-0",
                    "QUESTION_SET_COMPLETED": "questions"}
    generated = events[4]["payload"]
    assert generated["source"] == provider and generated["generation"] == generated["attempt"] == 1
    assert generated["indexes"][0] == 0 and generated["fence"] >= 1
    assert events[6]["payload"]["planned"] == events[6]["payload"]["stored"] == 5


def check_question_1(now, events, provider) -> None:
    question = now["question"]
    assert now["session"]["status"] == "IN_SESSION" and now["session"]["currentQuestionIndex"] == 0
    assert question["index"] == 0 and question["count"] == 5
    assert question["questionId"] == events[5]["payload"]["questionId"]
    assert question["tailored"] is (provider != "bank")
    assert now["context"]["jobDescriptionProvided"] is True and now["context"]["intakeProvided"] is True


def test_the_bank_asks_each_kind_of_work_something_else(bank_stack):
    asked = {}
    for kind, role in ROLES.items():
        description = (DESCRIPTIONS / f"{kind}.txt").read_text(encoding="utf-8")
        session = bank_stack.create_session(role=role, job_description=description)
        session.start()
        wait_for_event(session, "QUESTION_SET_COMPLETED")
        asked[kind] = {row["text"] for row in bank_stack.sql(
            f"SELECT text FROM question WHERE session_id = '{session.session_id}'")}
    assert all(len(texts) == 5 for texts in asked.values())
    for one, other in combinations(asked.values(), 2):
        assert len(one & other) <= 1, "at most one question may suit any two kinds of work"
    assert bank_stack.audit() == []


def test_one_correlation_id_leads_from_the_start_through_the_logs(stack, provider):
    session = stack.create_session(role="Correlated")
    session.start()
    events = wait_for_event(session, "QUESTION_SET_COMPLETED")
    correlation = events[-1]["correlationId"]
    assert correlation in stack.api.log_text
    assert correlation in stack.generator.log_text


@pytest.mark.parametrize("count", [1, 10])
def test_as_many_questions_as_asked_for(stack, provider, count):
    session = stack.create_session(role=f"Asked {count} times", questions=count)
    session.start()
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    stored = stack.sql("SELECT question_index, text FROM question "
                       f"WHERE session_id = '{session.session_id}' ORDER BY question_index")
    assert [row["question_index"] for row in stored] == [str(i) for i in range(count)]
    assert len({row["text"] for row in stored}) == count
    assert session.now()["question"]["count"] == count
