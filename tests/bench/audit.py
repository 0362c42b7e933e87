"""The audit over many sessions: how long the proof of the invariants takes, beside the bare reading of the event log."""
import json
import time

from tests.bench.table import Row
from tests.stack.stack import Stack

SESSIONS = 100_000
ROUNDS = 5

ID = "CONCAT('01900000-0000-7000-{kind}-', LPAD(LOWER(HEX(seq)), 12, '0'))"
SESSION, CORRELATION, INVITE, QUESTION = (ID.format(kind=kind) for kind in ("8000", "8100", "8200", "8300"))

# seq, type, actor, key, payload of a finished interview with one question
EVENTS = (
    (1, "SESSION_CREATED", "recruiter", "'create'", '{"questionCount":1,"language":"en","jobDescriptionProvided":false,'
                                                    '"intakeProvided":false}'),
    (2, "INVITE_ISSUED", "recruiter", INVITE, '{"expiresAt":"2099-01-01T00:00:00.000Z"}'),
    (3, "SESSION_STARTED", "candidate", "'start'", "{}"),
    (4, "QUESTIONS_REQUESTED", "candidate", "'generation-1'", '{"generation":1,"requestedBy":"candidate"}'),
    (5, "QUESTIONS_GENERATED", "system", "'questions'", '{"source":"bank","model":null,"promptHash":null,"generation":1,'
                                                        '"attempt":1,"indexes":[0],"tailored":false,"firstTokenMs":null,'
                                                        '"firstQuestionMs":null,"fence":1}'),
    (6, "QUESTION_PRESENTED", "system", "'question-0'", '{"questionId":"@QUESTION@","index":0}'),
    (7, "QUESTION_SET_COMPLETED", "system", "'questions'", '{"planned":1,"stored":1,"fence":1}'),
)


def seed(stack: Stack, count: int) -> None:
    """Finished interviews, straight into the tables, as no interface makes so many so quickly."""
    rows = f"FROM seq_1_to_{count}"
    stack.sql(f"""INSERT INTO session (session_id, status, target_role, language, job_description_given, intake_given,
        questions_planned, generation, current_question_index, last_seq, correlation_id, requested_at, created_at,
        updated_at) SELECT {SESSION}, 'IN_SESSION', 'Backend engineer', 'en', 0, 0, 1, 1, 0, 7, {CORRELATION}, NOW(3),
        NOW(3), NOW(3) {rows}""")
    stack.sql(f"""INSERT INTO invite (invite_id, session_id, token_hash, issued_at, expires_at)
        SELECT {INVITE}, {SESSION}, UNHEX(SHA2(seq, 256)), NOW(3), NOW(3) + INTERVAL 14 DAY {rows}""")
    for number, kind, actor, key, payload in EVENTS:
        event = ID.format(kind=f"a00{number}")
        correlation = "NULL" if number < 3 else CORRELATION
        stack.sql(f"""INSERT INTO event (session_id, seq, event_id, actor_type, event_type, event_version, payload,
            occurred_at, idempotency_key, correlation_id) SELECT {SESSION}, {number}, {event}, '{actor}', '{kind}', 1,
            REPLACE('{payload}', '@QUESTION@', {QUESTION}), NOW(3), {key}, {correlation} {rows}""")
    stack.sql(f"""INSERT INTO question (question_id, session_id, question_index, generation, fence, source, text, category,
        competency, difficulty, tailored, created_at) SELECT {QUESTION}, {SESSION}, 0, 1, 1, 'bank',
        'What do you like about this kind of work?', 'General', 'Motivation', 'easy', 0, NOW(3) {rows}""")
    stack.sql(f"""INSERT INTO job (job_id, session_id, kind, generation, state, deadline_at, attempt, fence, correlation_id,
        created_at, finished_at) SELECT seq, {SESSION}, 'questions', 1, 'DONE', NOW(3), 1, 1, {CORRELATION}, NOW(3),
        NOW(3) {rows}""")
    stack.sql(f"""INSERT INTO job_attempt (job_id, fence, attempt, worker, claimed_at, ended_at, outcome)
        SELECT seq, 1, 1, 'bench/0.0#1', NOW(3), NOW(3), 'ok' {rows}""")


def measure(bench) -> None:
    """Seconds of the audit, and of nothing but reading every event's payload, in turn."""
    count = SESSIONS // 10 if bench.quick else SESSIONS
    audits, reads = [], []
    with bench.stack() as stack:
        seed(stack, count)
        for _ in range(bench.rounds(ROUNDS)):
            began = time.perf_counter()
            done = stack.run_ctl("--json", "audit")
            audits.append(time.perf_counter() - began)
            found = json.loads(done.stdout)
            if not found["ok"] or found["sessions"] != count:
                raise SystemExit(f"the audit is not content with the seed, the figure would be worthless: "
                                 f"{done.stdout[:500]}")
            began = time.perf_counter()
            stack.sql("SELECT SUM(LENGTH(payload) + LENGTH(event_type) + seq) FROM event")
            reads.append(time.perf_counter() - began)
    bench.add(Row(f"greenroomctl audit, {count:,} sessions", "s", audits, reads, "reading the events alone"))
