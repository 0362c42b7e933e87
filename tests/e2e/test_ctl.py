"""greenroomctl as a sysadmin and a script meet it: what it prints, what it refuses, how it exits."""
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from tests.e2e.support import begin, rows
from tests.openapi import check_schema
from tests.stack import Session

OK, NOT_OK, USAGE = 0, 1, 2
TERMINAL = 80    # columns
PROGRAMS = ("greenroom-api", "greenroom-stream", "greenroom-generator", "greenroomctl")


def sessions(stack) -> int:
    return int(stack.sql("SELECT COUNT(*) AS n FROM session")[0]["n"])


def create(stack, tmp_path, *words, description: bytes | None = None, intake: bytes | None = None):
    for option, content in (("--job-description", description), ("--intake", intake)):
        if content is not None:
            file = tmp_path / option.strip("-")
            file.write_bytes(content)
            words += (option, str(file))
    return stack.run_ctl("--json", "session", "create", *words)


# what every program says about itself


@pytest.mark.parametrize("name", PROGRAMS)
def test_help_and_version(build_dir, name):
    for option in ("--help", "--version"):
        done = subprocess.run([build_dir / name, option], capture_output=True, text=True, timeout=10)
        assert done.returncode == OK and done.stdout.strip() and not done.stderr
        assert [line for line in done.stdout.splitlines() if len(line) > TERMINAL] == []
    assert re.search(r"\d+\.\d+", done.stdout)


@pytest.mark.parametrize("name", PROGRAMS)
def test_print_config_can_be_read_back(build_dir, stack, tmp_path, name):
    command = [build_dir / name, "--config", stack.config, "--print-config"]
    first = subprocess.run(command, capture_output=True, text=True, timeout=10)
    assert first.returncode == OK and str(stack.redis.socket) in first.stdout
    again = tmp_path / "greenroom.conf"
    again.write_text(first.stdout)
    second = subprocess.run([*command[:2], again, *command[3:]], capture_output=True, text=True, timeout=10)
    assert second.stdout == first.stdout


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("text, said", [
    ("[api]\nthread = 8\n", ":2"), ("[api]\nthreads = many\n", ":2"), ("[api]\nthreads = 0\n", ":2"),
    ("[nothing]\nx = 1\n", ":2"), ("nonsense\n", ":1"), (None, "can't be read"),
])
def test_a_wrong_configuration_stops_with_file_and_line(build_dir, tmp_path, name, text, said):
    config = tmp_path / "wrong.conf"
    if text is not None:
        config.write_text(text)
    words = ["--config", str(config)] + (["session", "list"] if name == "greenroomctl" else [])
    done = subprocess.run([build_dir / name, *words], capture_output=True, text=True, timeout=10,
                          stdin=subprocess.DEVNULL)
    assert done.returncode in (NOT_OK, USAGE)
    assert "wrong.conf" in done.stderr and said in done.stderr


@pytest.mark.parametrize("words", [
    [], ["nonsense"], ["session"], ["session", "nonsense"], ["session", "create"], ["session", "create", "--role"],
    ["session", "create", "--role", "R", "--nonsense"], ["session", "create", "--role", "R", "extra"],
    ["session", "show"], ["session", "events"], ["session", "show", "a", "b"], ["invite"], ["invite", "issue"],
    ["invite", "revoke"], ["session", "list", "--status"], ["session", "list", "--status", "RUNNING"],
    ["session", "create", "--role", "R", "--questions", "many"], ["session", "show", "not-an-id"],
])
def test_wrong_usage_exits_with_2_and_says_why(stack, words):
    before = sessions(stack)
    done = stack.run_ctl(*words)
    assert done.returncode == USAGE, done.stderr
    assert done.stderr.strip() and not done.stdout.strip()
    assert sessions(stack) == before


# session create


def test_create_prints_the_session_and_once_the_link(stack):
    issued = stack.ctl("session", "create", "--role", "Registered nurse", "--expires", "2d")
    assert issued.keys() == {"sessionId", "token", "url", "expiresAt"}
    assert re.fullmatch("[A-Za-z0-9_-]{43}", issued["token"])
    assert issued["url"] == f"http://127.0.0.1:{stack.port}/s/{issued['token']}"
    expires = datetime.fromisoformat(issued["expiresAt"].replace("Z", "+00:00"))
    assert abs(expires - datetime.now(timezone.utc) - timedelta(days=2)) < timedelta(minutes=1)
    assert Session(stack, issued).status == "NOT_STARTED"


def test_create_for_people_shows_the_link(stack):
    done = stack.run_ctl("session", "create", "--role", "Nurse")
    link = re.search(r"http://\S+/s/([A-Za-z0-9_-]{43})", done.stdout)
    assert done.returncode == OK and link
    assert stack.http.get(f"/s/{link.group(1)}").status == 200


def test_create_many(stack):
    done = stack.run_ctl("--json", "session", "create", "--role", "Picker", "--count", "25")
    issued = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == OK and len(issued) == 25
    assert len({i["sessionId"] for i in issued}) == len({i["token"] for i in issued}) == 25


def test_create_takes_everything_at_its_limits(stack, tmp_path):
    role = "Ärztin " * 17 + "x"
    done = create(stack, tmp_path, "--role", role, "--questions", "10", "--language", "de-AT",
                  description="Ω".encode() * 20000,
                  intake=json.dumps({"stage": "final", "confidence": 5, "challengeLevel": "hard", "goal": "g",
                                     "struggle": "s", "mustPractice": ["a", "b", "c", "d", "e"]}).encode())
    assert done.returncode == OK, done.stderr
    now = Session(stack, json.loads(done.stdout)).now()
    assert now["context"] == {"targetRole": role, "language": "de-AT", "jobDescriptionProvided": True,
                              "intakeProvided": True}


@pytest.mark.parametrize("why, words, files", [
    ("no role", ["--role", ""], {}),
    ("blank role", ["--role", "   "], {}),
    ("role too long", ["--role", "x" * 121], {}),
    ("role too long in characters", ["--role", "Ω" * 121], {}),
    ("control character", ["--role", "Nurse\x07"], {}),
    ("two lines", ["--role", "Nurse\nWard 3"], {}),
    ("escape sequence", ["--role", "\x1b[31mNurse"], {}),
    ("no language", ["--role", "R", "--language", "klingon language"], {}),
    ("empty language", ["--role", "R", "--language", ""], {}),
    ("too many questions", ["--role", "R", "--questions", "11"], {}),
    ("no questions", ["--role", "R", "--questions", "0"], {}),
    ("count", ["--role", "R", "--count", "10001"], {}),
    ("no count", ["--role", "R", "--count", "0"], {}),
    ("expires at once", ["--role", "R", "--expires", "0"], {}),
    ("expires never", ["--role", "R", "--expires", "soon"], {}),
    ("description too long", ["--role", "R"], {"description": b"x" * 20001}),
    ("description too long in characters", ["--role", "R"], {"description": "Ω".encode() * 20001}),
    ("description not utf-8", ["--role", "R"], {"description": b"caf\xe9"}),
    ("description with NUL", ["--role", "R"], {"description": b"a\0b"}),
    ("description empty", ["--role", "R"], {"description": b""}),
    ("intake no json", ["--role", "R"], {"intake": b"goal"}),
    ("intake a list", ["--role", "R"], {"intake": b"[]"}),
    ("intake unknown key", ["--role", "R"], {"intake": b'{"salary": 1}'}),
    ("intake confidence", ["--role", "R"], {"intake": b'{"confidence": 6}'}),
    ("intake confidence type", ["--role", "R"], {"intake": b'{"confidence": "5"}'}),
    ("intake must practice", ["--role", "R"], {"intake": b'{"mustPractice": ["1", "2", "3", "4", "5", "6"]}'}),
    ("intake not utf-8", ["--role", "R"], {"intake": b'{"goal": "\xff"}'}),
])
def test_create_refuses_what_is_beyond_its_limits(stack, tmp_path, why, words, files):
    before = sessions(stack)
    done = create(stack, tmp_path, *words, **files)
    assert done.returncode in (NOT_OK, USAGE), why
    assert done.stderr.strip() and not done.stdout.strip()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", done.stderr), "an escape sequence must not reach the terminal"
    assert sessions(stack) == before


def test_create_names_a_file_that_isn_t_there(stack):
    done = stack.run_ctl("session", "create", "--role", "R", "--job-description", "/nowhere/at/all.txt")
    assert done.returncode in (NOT_OK, USAGE) and "/nowhere/at/all.txt" in done.stderr


def test_a_role_that_is_not_utf_8_is_refused(stack):
    done = subprocess.run([stack.build_dir / "greenroomctl", "--config", stack.config, "session", "create", "--role",
                           b"caf\xe9"], capture_output=True, timeout=10)
    assert done.returncode in (NOT_OK, USAGE) and done.stderr and not done.stdout


# looking


def test_list_and_show(stack):
    session = begin(stack, role="Listed nurse")
    listed = stack.run_ctl("--json", "session", "list")
    assert listed.returncode == OK and session.session_id in listed.stdout
    there = stack.run_ctl("--json", "session", "list", "--status", "IN_SESSION")
    assert session.session_id in there.stdout
    elsewhere = stack.run_ctl("--json", "session", "list", "--status", "ERROR")
    assert elsewhere.returncode == OK and session.session_id not in elsewhere.stdout
    shown = stack.run_ctl("--json", "session", "show", session.session_id)
    assert shown.returncode == OK and json.loads(shown.stdout)
    assert session.token not in shown.stdout + listed.stdout
    for words in (("session", "list"), ("session", "show", session.session_id)):
        done = stack.run_ctl(*words)
        assert done.returncode == OK and session.session_id in done.stdout and session.token not in done.stdout


def test_events_have_the_envelope(stack):
    session = begin(stack)
    events = stack.ctl("session", "events", session.session_id)
    for event in events:
        check_schema("Event", event)
    assert [e["seq"] for e in events] == [1, 2, 3, 4, 5, 6, 7]
    done = stack.run_ctl("session", "events", session.session_id)
    assert done.returncode == OK and "QUESTION_PRESENTED" in done.stdout


@pytest.mark.parametrize("words", [("session", "show"), ("session", "events"), ("invite", "issue"),
                                   ("invite", "revoke")])
def test_an_unknown_session_is_said_to_be_unknown(stack, words):
    done = stack.run_ctl(*words, "00000000-0000-7000-8000-000000000000")
    assert done.returncode == NOT_OK and done.stderr.strip()


# invites


def test_issue_gives_a_new_link_and_revokes_the_older(stack):
    session = stack.create_session()
    issued = stack.ctl("invite", "issue", session.session_id)
    assert issued["sessionId"] == session.session_id and issued["token"] != session.token
    assert session.get_now().status == 401
    assert Session(stack, issued).get_now().status == 200
    types = session.event_types()
    assert types == ["SESSION_CREATED", "INVITE_ISSUED", "INVITE_REVOKED", "INVITE_ISSUED"] or types == [
        "SESSION_CREATED", "INVITE_ISSUED", "INVITE_ISSUED", "INVITE_REVOKED"]


def test_revoke_is_an_event_and_may_be_repeated(stack):
    session = stack.create_session()
    assert stack.run_ctl("invite", "revoke", session.session_id).returncode == OK
    before = rows(stack, session)
    assert stack.run_ctl("invite", "revoke", session.session_id).returncode in (OK, NOT_OK)
    assert rows(stack, session) == before
    revoked = [e for e in session.events() if e["eventType"] == "INVITE_REVOKED"]
    assert len(revoked) == 1 and revoked[0]["actorType"] == "recruiter"
    assert revoked[0]["idempotencyKey"] == revoked[0]["payload"]["inviteId"]


# migrate


@pytest.fixture(name="empty_database")
def another_database(stack, tmp_path):
    """greenroomctl with a database of its own: a function that runs a command on it."""
    name = "greenroom_empty"
    stack.mariadb.query(f"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name} CHARACTER SET utf8mb4")
    config = tmp_path / "empty.conf"
    config.write_text(re.sub(r"(?m)^name = greenroom$", f"name = {name}", stack.config.read_text()))

    def run(*words):
        return subprocess.run([stack.build_dir / "greenroomctl", "--config", config, *words], capture_output=True,
                              text=True, timeout=30, stdin=subprocess.DEVNULL)
    run.name = name
    yield run
    stack.mariadb.query(f"DROP DATABASE {name}")


def tables(stack, name: str) -> list:
    return stack.mariadb.query("SELECT table_name, table_rows FROM information_schema.tables "
                               f"WHERE table_schema = '{name}' ORDER BY table_name")


def test_migrate_can_be_repeated(stack, empty_database):
    assert empty_database("migrate").returncode == OK
    made = tables(stack, empty_database.name)
    assert {"session", "event", "invite", "question", "job"} <= {t["table_name"] for t in made}
    again = empty_database("migrate")
    assert again.returncode == OK and again.stdout.strip()
    assert [t["table_name"] for t in tables(stack, empty_database.name)] == [t["table_name"] for t in made]
    assert empty_database("session", "create", "--role", "R").returncode == OK


def test_migrating_four_times_at_once_is_migrating_once(stack, empty_database):
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: empty_database("migrate"), range(4)))
    assert [d.returncode for d in done] == [OK] * 4, [d.stderr for d in done]
    assert empty_database("session", "create", "--role", "R").returncode == OK


def applied(stack, name: str) -> str:
    return str(stack.mariadb.query("SELECT * FROM schema_migration", name))


@pytest.mark.parametrize("damage, said", [
    ("INSERT INTO schema_migration SELECT 999, 'from_the_future', checksum, NOW(3), NOW(3) FROM schema_migration "
     "WHERE version = 1", "newer"),
    ("UPDATE schema_migration SET checksum = REPEAT('0', 64) WHERE version = 1", "other contents"),
    ("UPDATE schema_migration SET applied_at = NULL WHERE version = 1", "never finished"),
])
def test_migrate_refuses_a_database_it_doesn_t_know(stack, empty_database, damage, said):
    assert empty_database("migrate").returncode == OK
    stack.mariadb.query(damage, empty_database.name)
    before = applied(stack, empty_database.name)
    done = empty_database("migrate")
    assert done.returncode == NOT_OK and said in done.stderr
    assert applied(stack, empty_database.name) == before


def test_a_database_that_is_not_migrated_is_explained(empty_database):
    for words in (("session", "list"), ("audit",), ("session", "create", "--role", "R")):
        done = empty_database(*words)
        assert done.returncode == NOT_OK and "migrate" in done.stderr, words


def test_without_mariadb_the_message_says_what_is_missing(stack, tmp_path):
    config = tmp_path / "away.conf"
    config.write_text(stack.config.read_text().replace(str(stack.mariadb.socket), str(tmp_path / "no.sock")))
    done = subprocess.run([stack.build_dir / "greenroomctl", "--config", config, "session", "list"],
                          capture_output=True, text=True, timeout=20)
    assert done.returncode == NOT_OK and "no.sock" in done.stderr


# doctor


def test_doctor_finds_nothing_wrong_here(stack):
    done = stack.run_ctl("doctor")
    assert done.returncode == OK, done.stdout + done.stderr


def test_doctor_finds_a_redis_that_is_away(stack):
    stack.redis.stop()
    done = stack.run_ctl("--json", "doctor")
    stack.redis.start()
    stack.note_started(stack.redis)
    assert done.returncode == NOT_OK and "redis" in done.stdout.lower()
