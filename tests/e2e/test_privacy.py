"""No token and nothing personal in any log, event, frame or process listing."""
from pathlib import Path

from tests.e2e.support import begin, exchange, raw_request, wait_for_event, wait_for_status
from tests.fake_ai import FakeAi
from tests.stack import ai_settings

ROLE = "Canary role keeper"
DESCRIPTION = "Canary description: we look after the Zanzibar greenhouse and its orchids. " * 10
INTAKE = {"goal": "Canary goal of mine", "struggle": "Canary struggle", "mustPractice": ["Canary practice"],
          "stage": "Canary stage", "confidence": 3, "challengeLevel": "gentle"}
KEY = "sk-canary-key-0123456789"
CANARIES = ("Canary", "Zanzibar", "orchid", KEY)


def everything_logged(stack) -> str:
    return "\n".join(stack.logs().values())


def secrets_of(*sessions) -> list:
    return [session.token for session in sessions] + [session.token[:20] for session in sessions]


def check(text: str, *sessions, more=()) -> None:
    for word in (*CANARIES, *secrets_of(*sessions), *more):
        assert word not in text, f"{word!r} is where it must not be"


def test_logs_events_and_frames_hold_no_secret(new_stack, tmp_path):
    with FakeAi() as ai:
        settings = ai_settings("openai", ai.openai_url, "double", KEY, folder=tmp_path)
        settings["log"] = {"level": "debug"}
        settings["generation"] = {"attempts": 1}
        stack = new_stack(settings)
        session = stack.create_session(role=ROLE, job_description=DESCRIPTION, intake=INTAKE)
        failing = stack.create_session(role=ROLE, job_description=DESCRIPTION, intake=INTAKE)
        dead = stack.create_session(role=ROLE)
        walk_through(stack, session, dead)
        ai.play("bad_request")
        failing.start()
        wait_for_status(failing, "ERROR")
        question = session.now()["question"]["text"]
        assert ai.records[0].headers["authorization"] == f"Bearer {KEY}"
        check(everything_logged(stack), session, failing, dead, more=[question])
        for service in stack.services:
            check(Path(f"/proc/{service.pid}/cmdline").read_text(), session)
            check(Path(f"/proc/{service.pid}/environ").read_text(), session)
        check(stack.config.read_text(), session)
        for one in (session, failing):
            check(str(one.events()), one, more=[question])


def walk_through(stack, session, dead) -> None:
    """Every way a token or a text can come near a log: good and bad requests, cookies, queries, odd paths."""
    with session.stream(after=0) as stream:
        session.open()
        session.start()
        stream.read_until(lambda f: f["type"] == "final")
    check("".join(frame.data for frame in stream.frames), session)
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    stack.ctl("invite", "revoke", dead.session_id, parse=False)
    for path in (dead.link, dead.link + "/x", dead.link + "?a=b", f"/%73/{dead.token}", f"//s/{dead.token}",
                 f"/x/../s/{dead.token}", f"/nothing/{dead.token}", f"/assets/{dead.token}",
                 f"/healthz?{dead.token}", f"/api/session/{dead.token}/now"):
        stack.http.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nReferer: http://x{dead.link}\r\n"
                       f"User-Agent: {dead.token}\r\nConnection: close\r\n\r\n".encode())
    cookie = f"greenroom={session.token}"
    session.request("GET", "/now", token=None, cookie=cookie)
    session.request("POST", "/retry", body=f'{{"generation": "{dead.token}"}}'.encode(),
                    headers={"Content-Type": "application/json"})
    stack.http.post(session.link, body=f"action={dead.token}",
                    headers={"Content-Type": "application/x-www-form-urlencoded"})
    stack.http.raw(f"GET {dead.link} HTTP/1.1\r\nHost: x\r\nX-Filler: {'x' * 102400}\r\n\r\n".encode())
    stack.http.raw(f"NONSENSE {dead.token}\r\n\r\n".encode())
    stack.http.raw(f"GET /s/{dead.token}\x01 HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def test_the_token_is_kept_nowhere(stack):
    session = begin(stack, role="Hash only")
    columns = "invite_id, session_id, HEX(token_hash), issued_at, expires_at, revoked_at"
    dump = str(stack.sql(f"SELECT {columns} FROM invite")) + str(session.events())
    assert session.token not in dump
    kept = set(stack.redis.command("KEYS", "*").split())
    assert kept <= {"greenroom:jobs", "greenroom:counters", "greenroom:streams"}
    for figures in ("greenroom:counters", "greenroom:streams"):
        assert session.token not in stack.redis.command("HGETALL", figures)


def test_the_key_never_reaches_a_candidate_or_a_log_when_the_ai_refuses_it(stack, fake_ai):
    fake_ai.play("unauthorized")
    session = stack.create_session(role="Bad key")
    session.start()
    now = wait_for_status(session, "ERROR")
    assert "no-secret" not in str(now) + everything_logged(stack) + str(session.events())


def test_a_log_line_can_t_be_forged(stack):
    """While MariaDB is away the API logs what was asked for: control characters in it must not begin a line."""
    stack.mariadb.stop()
    before = len(stack.api.log_text)
    for path in ("/api/session/x%0a<3>forged/now", "/api/session/x%0d%0a<3>forged/now", "/api/session/%1b[31m/now"):
        assert exchange(stack.port, raw_request("GET", path)).startswith(b"HTTP/1.1 503")
    stack.wait_until(lambda: stack.api.log_text.count("request failed", before) >= 3)
    for line in stack.api.log_text[before:].splitlines():
        assert line.startswith("<") and "greenroom-api" in line and "\x1b" not in line, line
    stack.mariadb.start()
    stack.note_started(stack.mariadb)
    stack.await_ready(stack.mariadb, lambda: stack.mariadb.ready)
