"""The validator that the other tests lean on: it takes right answers and refuses wrong ones."""
import copy
import json

import pytest

from tests import openapi

ID = "0192f0a0-0000-7000-8000-000000000001"
NOW = f"/api/session/{ID}/now"
START = f"/api/session/{ID}/start"
TOKEN = "k" * 43
REQUEST = "0123456789abcdef0123456789abcdef"
SAID = {"X-Request-Id": REQUEST, "Cache-Control": "no-store"}
PROJECTION = {
    "session": {"sessionId": ID, "status": "IN_SESSION", "currentQuestionIndex": 0, "generation": 1,
                "resumeToken": "0123456789abcdef01234567", "updatedAt": "2026-11-23T09:00:00.000Z"},
    "context": {"targetRole": "Nurse", "language": "en", "jobDescriptionProvided": True, "intakeProvided": False},
    "progress": None,
    "question": {"questionId": ID, "index": 0, "count": 5, "text": "What do you enjoy about your work?",
                 "category": "Behavioral", "competency": "Motivation", "tailored": True,
                 "tts": {"status": "NONE", "audioUrl": None, "generatedAt": None}},
    "answer": None,
    "evaluation": {"status": "NONE"},
    "uiHints": {"screen": "ACTIVE_QUESTION", "canSubmit": False, "canRetry": False, "blockingReason": None,
                "message": None, "reference": None, "pollAfterMs": 0, "recommendedNextAction": "ANSWER_QUESTION"},
}
PROBLEM = {"type": "urn:greenroom:problem:unauthorized", "title": "Unauthorized", "status": 401,
           "detail": "Open your link again.", "requestId": REQUEST}
OK_HEADERS = {**SAID, "Content-Type": "application/json", "ETag": '"0123456789abcdef01234567"'}
PROBLEM_HEADERS = {**SAID, "Content-Type": "application/problem+json", "WWW-Authenticate": "Bearer"}


def dumped(value, **changes) -> bytes:
    return json.dumps({**value, **changes}).encode()


def changed(path: str, value) -> bytes:
    projection = copy.deepcopy(PROJECTION)
    *way, last = path.split(".")
    node = projection
    for step in way:
        node = node[step]
    node[last] = value
    return json.dumps(projection).encode()


def without(headers: dict, name: str) -> dict:
    return {k: v for k, v in headers.items() if k != name}


@pytest.mark.parametrize("method, path, status, headers, body", [
    ("GET", NOW, 200, OK_HEADERS, dumped(PROJECTION)),
    ("GET", NOW + "?x=1", 304, without(OK_HEADERS, "Content-Type"), b""),
    ("GET", NOW, 401, PROBLEM_HEADERS, dumped(PROBLEM)),
    ("GET", "/nowhere", 404, PROBLEM_HEADERS, dumped(PROBLEM, type="urn:greenroom:problem:not-found", status=404)),
    ("DELETE", NOW, 405, {**PROBLEM_HEADERS, "Allow": "GET, HEAD"}, dumped(PROBLEM, status=405)),
])
def test_right_answers_pass(method, path, status, headers, body):
    openapi.check_answer(method, path, status, headers, body)


@pytest.mark.parametrize("why, method, path, status, headers, body", [
    ("status", "GET", NOW, 418, OK_HEADERS, dumped(PROJECTION)),
    ("request id", "GET", NOW, 200, without(OK_HEADERS, "X-Request-Id"), dumped(PROJECTION)),
    ("request id's shape", "GET", NOW, 200, {**OK_HEADERS, "X-Request-Id": "1"}, dumped(PROJECTION)),
    ("etag", "GET", NOW, 200, without(OK_HEADERS, "ETag"), dumped(PROJECTION)),
    ("caching", "GET", NOW, 200, {**OK_HEADERS, "Cache-Control": "private"}, dumped(PROJECTION)),
    ("type", "GET", NOW, 200, {**OK_HEADERS, "Content-Type": "text/html; charset=utf-8"}, dumped(PROJECTION)),
    ("not json", "GET", NOW, 200, OK_HEADERS, b"{"),
    ("key twice", "GET", NOW, 200, OK_HEADERS, b'{"session": 1, "session": 2}'),
    ("not utf-8", "GET", NOW, 200, OK_HEADERS, b'"\xff"'),
    ("field missing", "GET", NOW, 200, OK_HEADERS, dumped({k: v for k, v in PROJECTION.items() if k != "answer"})),
    ("field too many", "GET", NOW, 200, OK_HEADERS, dumped(PROJECTION, jobDescription="secret")),
    ("inner field too many", "GET", NOW, 200, OK_HEADERS, changed("question.model", "double")),
    ("unknown status", "GET", NOW, 200, OK_HEADERS, changed("session.status", "STARTED")),
    ("bad time", "GET", NOW, 200, OK_HEADERS, changed("session.updatedAt", "2026-11-23 09:00:00")),
    ("number as text", "GET", NOW, 200, OK_HEADERS, changed("session.generation", "1")),
    ("null where none", "GET", NOW, 200, OK_HEADERS, changed("uiHints", None)),
    ("body with 304", "GET", NOW, 304, OK_HEADERS, b"x"),
    ("problem as json", "GET", NOW, 401, {**PROBLEM_HEADERS, "Content-Type": "application/json"}, dumped(PROBLEM)),
    ("problem's status", "GET", NOW, 401, PROBLEM_HEADERS, dumped(PROBLEM, status=403)),
    ("problem's type", "GET", NOW, 401, PROBLEM_HEADERS, dumped(PROBLEM, type="urn:greenroom:problem:expired")),
    ("problem's request", "GET", NOW, 401, PROBLEM_HEADERS, dumped(PROBLEM, requestId="f" * 32)),
    ("no allow", "DELETE", NOW, 405, PROBLEM_HEADERS, dumped(PROBLEM, status=405)),
    ("no location", "POST", START, 202, {**OK_HEADERS, "Retry-After": "1"}, dumped(PROJECTION)),
    ("unknown route", "GET", "/nowhere", 200, OK_HEADERS, dumped(PROJECTION)),
    ("cookie for the whole site", "GET", f"/s/{TOKEN}", 200,
     {**SAID, "Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer",
      "Content-Security-Policy": "default-src 'none'",
      "Set-Cookie": f"greenroom={TOKEN}; Path=/; HttpOnly; SameSite=Strict"}, b""),
])
def test_wrong_answers_fail(why, method, path, status, headers, body):
    with pytest.raises(openapi.Undescribed):
        openapi.check_answer(method, path, status, headers, body)


def test_a_frame_with_question_text_fails():
    frame = {"type": "partial", "sessionId": ID, "correlationId": ID, "sentAt": "2026-11-23T09:00:00.000Z",
             "payload": {"invalidate": True, "stage": "question_ready"}}
    openapi.check_schema("StreamFrame", frame)
    frame["payload"]["text"] = "What do you enjoy about your work?"
    with pytest.raises(openapi.Undescribed):
        openapi.check_schema("StreamFrame", frame)
