"""greenroomctl's later commands: erase and purge, watch, the question checks, check-config, the doctor."""
import json
import re
import signal
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.e2e.support import begin
from tests.stack import Session

OK, NOT_OK, USAGE = 0, 1, 2
PERSONAL = "Zookeeper of the moon"
DESCRIPTION = "Feed the lunar otters, keep their books."
INTAKE = {"goal": "Stay calm about otters"}


def personal(stack) -> Session:
    return begin(stack, role=PERSONAL, job_description=DESCRIPTION, intake=INTAKE)


def dump(stack) -> str:
    """Every text in the database."""
    return str([stack.sql(f"SELECT * FROM {table}") for table in
                ("session", "session_context", "event", "question", "job", "job_attempt")])


def variant(stack, tmp_path, *changes: tuple[str, str]):
    """Run greenroomctl with a changed configuration."""
    text = stack.config.read_text()
    for pattern, replacement in changes:
        text, count = re.subn(pattern, replacement, text)
        assert count, pattern
    config = tmp_path / "variant.conf"
    config.write_text(text)

    def run(*words):
        return subprocess.run([stack.build_dir / "greenroomctl", "--config", config, *words], capture_output=True,
                              text=True, timeout=40, stdin=subprocess.DEVNULL)
    return run


# erase and purge


def test_erase_removes_what_is_personal_and_keeps_the_facts(bank_stack):
    session = personal(bank_stack)
    question = session.now()["question"]["text"]
    before = session.event_types()
    erased = bank_stack.ctl("session", "erase", session.session_id)
    assert erased == {"sessionId": session.session_id, "erasedBefore": False, "contextRemoved": True,
                      "questionTextsRemoved": 5, "audioRemoved": 0, "invitesRemoved": 1}
    assert session.get_now().status == 401
    rest = str([bank_stack.sql(f"SELECT * FROM {table} WHERE session_id = '{session.session_id}'")
                for table in ("session", "session_context", "invite", "event", "question")])
    for text in (PERSONAL, DESCRIPTION, INTAKE["goal"], question):
        assert text not in rest
    assert session.event_types() == [*before, "INVITE_REVOKED"]
    assert bank_stack.audit() == []


def test_erase_may_be_repeated_and_the_session_stays_closed(bank_stack):
    session = personal(bank_stack)
    assert bank_stack.run_ctl("session", "erase", session.session_id).returncode == OK
    events = session.events()
    again = bank_stack.ctl("session", "erase", session.session_id)
    assert again["erasedBefore"] and again["questionTextsRemoved"] == again["invitesRemoved"] == 0
    assert session.events() == events
    issued = bank_stack.run_ctl("invite", "issue", session.session_id)
    assert issued.returncode == NOT_OK and "erased" in issued.stderr


def test_erase_ends_a_generation_under_way(stack, fake_ai):
    fake_ai.hold_after_tokens(0)
    session = stack.create_session(role=PERSONAL)
    session.start()
    stack.wait_until(lambda: fake_ai.open_calls == 1)
    assert stack.run_ctl("session", "erase", session.session_id).returncode == OK
    fake_ai.release()
    failed = [e for e in session.events() if e["eventType"] == "GENERATION_FAILED"]
    assert [e["payload"]["class"] for e in failed] == ["erased"]
    stack.wait_until(lambda: fake_ai.open_calls == 0)
    assert stack.sql(f"SELECT COUNT(*) AS n FROM question WHERE session_id = '{session.session_id}'") == [{"n": "0"}]
    assert stack.audit() == []


def test_erase_of_an_unknown_session_is_said_to_fail(bank_stack):
    done = bank_stack.run_ctl("session", "erase", "00000000-0000-7000-8000-000000000000")
    assert done.returncode == NOT_OK and "no session" in done.stderr


def test_purge_erases_the_old_and_leaves_the_young(bank_stack):
    old, young = personal(bank_stack), begin(bank_stack, role="Young nurse")
    bank_stack.sql("UPDATE session SET created_at = created_at - INTERVAL 100 DAY, updated_at = updated_at - INTERVAL "
                   f"91 DAY WHERE session_id = '{old.session_id}'")
    assert bank_stack.ctl("purge", "--older-than", "90d", "--dry-run")["sessions"] == 1
    assert PERSONAL in dump(bank_stack)
    said = bank_stack.ctl("purge", "--older-than", "90d")
    assert said == {"dryRun": False, "sessions": 1, "contextsRemoved": 1, "questionTextsRemoved": 5,
                    "audioRemoved": 0, "invitesRemoved": 1}
    assert old.get_now().status == 401 and young.get_now().status == 200
    assert bank_stack.ctl("purge", "--older-than", "90d")["sessions"] == 0
    assert bank_stack.audit() == []


@pytest.mark.parametrize("words", [["purge"], ["purge", "--older-than", "soon"], ["purge", "--older-than", "0d"],
                                   ["purge", "--older-than", "90d", "--dry-run=yes"], ["session", "erase"]])
def test_forgetting_wants_to_be_asked_precisely(bank_stack, words):
    done = bank_stack.run_ctl(*words)
    assert done.returncode == USAGE and done.stderr


# watch


def watching(stack, session):
    return subprocess.Popen([stack.build_dir / "greenroomctl", "--config", stack.config, "--json", "session", "watch",
                             session.session_id], stdout=subprocess.PIPE, text=True)


def test_watch_follows_to_the_end_of_the_story(bank_stack):
    session = bank_stack.create_session()
    with watching(bank_stack, session) as watch:
        seen = [json.loads(watch.stdout.readline()) for _ in range(2)]
        session.start()
        seen += [json.loads(line) for line in watch.stdout]
        assert watch.wait(10) == OK
    assert seen == session.events()
    assert seen[-1]["eventType"] == "QUESTION_SET_COMPLETED"


def test_watch_ends_at_ctrl_c(bank_stack):
    session = bank_stack.create_session()
    with watching(bank_stack, session) as watch:
        watch.stdout.readline()
        watch.send_signal(signal.SIGINT)
        assert watch.wait(10) == OK


# questions check


def check(build_dir, text: bytes, *words):
    return subprocess.run([build_dir / "greenroomctl", *words, "questions", "check"], input=text, capture_output=True,
                          timeout=10)


def test_questions_check_names_what_refuses(build_dir, tmp_path):
    good, bad = b"Tell me about a time you calmed an upset customer.", b"Are you planning to have children soon?"
    done = check(build_dir, good + b"\r\n\n" + bad + b"\n", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == NOT_OK
    assert lines[0] == {"text": good.decode(), "ok": True, "failed": []}
    assert lines[1]["text"] == bad.decode() and not lines[1]["ok"] and "protected_topic" in lines[1]["failed"]
    assert check(build_dir, good).returncode == OK
    file = tmp_path / "questions"
    file.write_bytes(bad)
    named = subprocess.run([build_dir / "greenroomctl", "questions", "check", file], capture_output=True, text=True)
    assert named.returncode == NOT_OK and "protected_topic" in named.stdout


def test_questions_check_takes_any_bytes(build_dir):
    done = check(build_dir, b"caf\xe9 \xff\xfe?\n" + b"x" * 100_000 + b"\na\0b\n", "--json")
    assert done.returncode == NOT_OK
    assert [json.loads(line)["ok"] for line in done.stdout.splitlines()] == [False, False, False]


# check-config


def test_check_config_names_file_and_line(stack, tmp_path):
    assert stack.ctl("check-config") == {"ok": True, "file": str(stack.config), "message": None}
    done = variant(stack, tmp_path, (r"\[site\]", "[site]\nbase_uri = x"))("--json", "check-config")
    assert done.returncode == NOT_OK
    said = json.loads(done.stdout)
    line = 1 + (tmp_path / "variant.conf").read_text().splitlines().index("base_uri = x")
    assert not said["ok"] and f"variant.conf:{line}:" in said["message"] and said["message"] in done.stderr


# doctor


def findings(done, status: str) -> list[dict]:
    return [c for c in json.loads(done.stdout)["checks"] if c["status"] == status]


@pytest.mark.parametrize("check_name, pattern, replacement, said", [
    ("config", r"(?m)^\[site\]$", "[site]\nnonsense = 1", "nonsense"),
    ("mariadb", r"(?m)^socket = .*db.sock$", "socket = /nowhere/db.sock", "/nowhere/db.sock"),
    ("mariadb", r"(?m)^name = greenroom$", "name = nobody_made_it", "CREATE DATABASE nobody_made_it"),
    ("mariadb", r"(?m)^user = \w+$", "user = somebody_else", "CREATE USER 'somebody_else'"),
    ("redis", r"(?m)^socket = .*redis.sock$", "socket = /nowhere/redis.sock", "/nowhere/redis.sock"),
    ("share", r"(?m)^share = .*$", "share = /nowhere/share", "/nowhere/share"),
    ("socket", r"(?m)^socket = .*api.sock$", "socket = /nowhere/api.sock", "start greenroom-api"),
    ("socket", r"(?m)^socket = .*stream.sock$", "socket = /nowhere/stream.sock", "start greenroom-stream"),
    ("generator", r"(?m)^state_dir = .*$", "state_dir = /nowhere", "/nowhere"),
])
def test_doctor_names_the_fault_and_the_mend(stack, tmp_path, check_name, pattern, replacement, said):
    done = variant(stack, tmp_path, (pattern, replacement))("--json", "doctor")
    failed = findings(done, "fail")
    assert done.returncode == NOT_OK
    assert any(f["check"] == check_name and said in f["what"] + f["todo"] for f in failed), failed


def test_doctor_calls_the_ai_once(stack, fake_ai):
    done = stack.run_ctl("--json", "doctor")
    assert done.returncode == OK, done.stdout
    assert fake_ai.calls == 1
    assert any(c["check"] == "ai" and "openai" in c["what"] for c in findings(done, "ok"))


@pytest.fixture(name="refusing_ai")
def ai_that_refuses():
    """An AI server that turns every key away."""
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = b'{"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}'
            self.send_response(401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_doctor_tells_a_wrong_key_from_a_server_that_is_away(stack, tmp_path, refusing_ai):
    run = variant(stack, tmp_path, (r"(?m)^base_url = .*/v1$", f"base_url = {refusing_ai}"))
    wrong = [f for f in findings(run("--json", "doctor"), "fail") if f["check"] == "ai"]
    assert len(wrong) == 1 and "401" in wrong[0]["what"] and "key" in wrong[0]["todo"]
    run = variant(stack, tmp_path, (r"(?m)^base_url = .*/v1$", "base_url = http://127.0.0.1:1/v1"))
    away = [f for f in findings(run("--json", "doctor"), "fail") if f["check"] == "ai"]
    assert len(away) == 1 and "base_url" in away[0]["todo"]


def test_doctor_finds_a_missing_key_file(stack, tmp_path):
    done = variant(stack, tmp_path, (r"(?m)^key_file = .*$", f"key_file = {tmp_path}/none"))("--json", "doctor")
    assert any("ai.key_file" in f["what"] for f in findings(done, "fail"))
