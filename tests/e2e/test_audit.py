"""`greenroomctl audit` proves the invariants from the tables alone: it finds each kind of planted damage."""
import json
import re
import subprocess

import pytest

from tests.e2e.support import begin

TABLES = ("session", "session_context", "invite", "event", "question", "question_audio", "job", "job_attempt")
ME = "session_id = '{id}'"

# (invariant, statement); {id} is the session to be damaged. Each alone has to be noticed.
DAMAGE = {
    "a gap in seq": (1, "DELETE FROM event WHERE " + ME + " AND event_type = 'INVITE_ISSUED'"),
    "a log that starts late": (1, "UPDATE event SET seq = seq + 1 WHERE " + ME + " ORDER BY seq DESC"),
    "a counter that is ahead": (1, "UPDATE session SET last_seq = last_seq + 1 WHERE " + ME),
    "a counter that is behind": (1, "UPDATE session SET last_seq = last_seq - 1 WHERE " + ME),
    "two starts": (2, "INSERT INTO event SELECT session_id, 8, UUID(), actor_type, event_type, event_version, payload, "
                      "occurred_at, 'start-2', correlation_id FROM event WHERE " + ME +
                      " AND event_type = 'SESSION_STARTED'; UPDATE session SET last_seq = 8 WHERE " + ME),
    "generated twice": (2, "INSERT INTO event SELECT session_id, 8, UUID(), actor_type, event_type, event_version, "
                           "payload, occurred_at, 'questions-2', correlation_id FROM event WHERE " + ME +
                           " AND event_type = 'QUESTIONS_GENERATED'; UPDATE session SET last_seq = 8 WHERE " + ME),
    "presented before it was generated": (
        2, "UPDATE event SET seq = seq + 100 WHERE " + ME + " AND seq IN (5, 6); "
           "UPDATE event SET seq = IF(seq = 105, 6, 5) WHERE " + ME + " AND seq > 100"),
    "presented and never started": (
        2, "UPDATE event SET event_type = 'INVITE_ISSUED', idempotency_key = 'x' WHERE " + ME +
           " AND event_type = 'SESSION_STARTED'"),
    "a state the log doesn't give": (3, "UPDATE session SET status = 'ERROR' WHERE " + ME),
    "a state behind the log": (3, "UPDATE session SET status = 'NOT_STARTED' WHERE " + ME),
    "a generation the log doesn't give": (3, "UPDATE session SET generation = 2 WHERE " + ME),
    "a current question the log doesn't give": (3, "UPDATE session SET current_question_index = 1 WHERE " + ME),
    "a hole in the questions": (4, "DELETE FROM question WHERE " + ME + " AND question_index = 2"),
    "no question 0": (4, "DELETE FROM question WHERE " + ME + " AND question_index = 0"),
    "no questions at all": (4, "DELETE FROM question WHERE " + ME),
    "questions that don't start at 0": (4, "UPDATE question SET question_index = question_index + 1 WHERE " + ME +
                                           " ORDER BY question_index DESC"),
    "a question written under an older fence": (
        6, "UPDATE job SET fence = 3 WHERE " + ME + "; UPDATE question SET fence = 1 WHERE " + ME +
           " AND question_index > 2; UPDATE question SET fence = 3 WHERE " + ME + " AND question_index <= 2"),
    "a question of a fence that was never claimed": (6, "UPDATE question SET fence = 9 WHERE " + ME +
                                                        " AND question_index = 4"),
    "a job whose fence nobody has held": (6, "UPDATE job SET fence = fence + 2 WHERE " + ME),
    "more attempts than allowed": (7, "UPDATE job SET attempt = 200 WHERE " + ME),
    "more calls than allowed": (7, "UPDATE job_attempt SET ai_calls = 50 WHERE job_id = "
                                   "(SELECT job_id FROM job WHERE " + ME + ")"),
    "an event of another workflow": (8, "UPDATE event SET correlation_id = UUID() WHERE " + ME +
                                        " AND event_type = 'QUESTION_PRESENTED'"),
    "a job of another workflow": (8, "UPDATE job SET correlation_id = UUID() WHERE " + ME),
}
# The same for a session that has only been started and one that never was.
WAITING = {
    "waiting past every deadline": (5, "UPDATE session SET requested_at = requested_at - INTERVAL 1 DAY, "
                                       "updated_at = updated_at - INTERVAL 1 DAY WHERE " + ME + "; UPDATE job SET "
                                       "created_at = created_at - INTERVAL 1 DAY, deadline_at = deadline_at - "
                                       "INTERVAL 1 DAY, due_at = due_at - INTERVAL 1 DAY WHERE " + ME + "; UPDATE "
                                       "event SET occurred_at = occurred_at - INTERVAL 1 DAY WHERE " + ME),
    "waiting for nobody": (5, "DELETE FROM job WHERE " + ME + "; UPDATE session SET requested_at = requested_at - "
                              "INTERVAL 1 DAY, updated_at = updated_at - INTERVAL 1 DAY WHERE " + ME + "; UPDATE "
                              "event SET occurred_at = occurred_at - INTERVAL 1 DAY WHERE " + ME),
    "a question before its presentation": (
        4, "INSERT INTO question (question_id, session_id, question_index, generation, fence, source, text, category, "
           "competency, difficulty, tailored, created_at) VALUES (UUID(), '{id}', 0, 1, 1, 'bank', 'Why this work?', "
           "'General', '', 'easy', 0, NOW(3))"),
}


class Copy:
    """A copy of the stack's database without its constraints, to be damaged at will, and the audit of it."""

    def __init__(self, stack, folder):
        self._stack = stack
        self.name = "greenroom_damaged"
        stack.mariadb.query(f"DROP DATABASE IF EXISTS {self.name}; CREATE DATABASE {self.name}")
        known = {row["t"] for row in stack.mariadb.query(
            "SELECT table_name AS t FROM information_schema.tables WHERE table_schema = 'greenroom'")}
        assert set(TABLES) <= known
        for table in sorted(known):
            stack.mariadb.query(f"CREATE TABLE {self.name}.{table} LIKE greenroom.{table}; "
                                f"INSERT INTO {self.name}.{table} SELECT * FROM greenroom.{table}")
        self._config = folder / "damaged.conf"
        self._config.write_text(re.sub(r"(?m)^name = greenroom$", f"name = {self.name}", stack.config.read_text()))

    def sql(self, text: str) -> None:
        self._stack.mariadb.query(text, self.name)

    def audit(self) -> tuple[int, list]:
        done = subprocess.run([self._stack.build_dir / "greenroomctl", "--config", self._config, "--json", "audit"],
                              capture_output=True, text=True, timeout=30)
        found = json.loads(done.stdout)
        return done.returncode, found["violations"] if isinstance(found, dict) else found


@pytest.fixture(name="copy", scope="module")
def damaged_copy(stack, shared_ai, tmp_path_factory):
    """One session for each kind of damage, all sound; the damage is done in the tests, each to its own."""
    shared_ai.reset()
    copied = {name: begin(stack, role="Sound") for name in [*DAMAGE, "untouched"]}
    shared_ai.hold_after_tokens(0)
    for name in WAITING:
        copied[name] = stack.create_session(role="Waiting")
        copied[name].start()
    stack.wait_until(lambda: shared_ai.open_calls == len(WAITING))
    copy = Copy(stack, tmp_path_factory.mktemp("copy"))
    shared_ai.release()
    copy.sessions = copied
    copy.first = copy.audit()
    yield copy
    stack.mariadb.query(f"DROP DATABASE {copy.name}")


def test_a_sound_database_passes(copy, stack):
    assert copy.first == (0, [])
    done = stack.run_ctl("audit")
    assert done.returncode == 0 and done.stdout.strip()


@pytest.mark.parametrize("name", [*DAMAGE, *WAITING])
def test_planted_damage_is_found(copy, name):
    invariant, statement = {**DAMAGE, **WAITING}[name]
    session_id = copy.sessions[name].session_id
    copy.sql(statement.replace("{id}", session_id))
    code, violations = copy.audit()
    assert code == 1
    mine = [v for v in violations if v["sessionId"] == session_id]
    assert invariant in [v["invariant"] for v in mine], (name, mine)


def test_what_is_sound_is_not_blamed(copy):
    _, violations = copy.audit()
    assert copy.sessions["untouched"].session_id not in {v["sessionId"] for v in violations}


def test_no_session_at_all_is_sound(stack, copy, tmp_path):
    for table in ("job_attempt", "job", "question_audio", "question", "event", "invite", "session_context", "session"):
        copy.sql(f"DELETE FROM {table}")
    assert copy.audit() == (0, [])
