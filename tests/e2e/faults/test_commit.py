"""Case 3: the OK of a COMMIT is lost, with both outcomes; and what that must not do to anybody else."""
import pytest

from tests.e2e.faults.proxy import MariaDbProxy
from tests.e2e.faults.support import all_in_session, attempts, check_once, payloads, restart, settled
from tests.e2e.faults.watcher import Watcher
from tests.e2e.support import calls_for
from tests.fake_ai import Script

# A text that only one statement of the transaction has.
START, CLAIM, PRESENT = "INSERT INTO job (", "INSERT INTO job_attempt", "INSERT INTO question "
FINISH, RETRY = "UPDATE job SET state = ?", "UPDATE job SET state = 'READY', due_at = NOW(3) + INTERVAL ? MICROSECOND"

both_outcomes = pytest.mark.parametrize("arrived", [True, False], ids=["committed", "rolled-back"])


@pytest.fixture(name="database", scope="module")
def proxied_database(session_stack):
    """All services reach MariaDB through this proxy."""
    with MariaDbProxy(session_stack.run_dir / "db-proxy.sock", session_stack.mariadb.socket) as proxy:
        session_stack.configure(database={"socket": proxy.path})
        restart(*session_stack.services)
        yield proxy
        session_stack.configure(database={"socket": session_stack.mariadb.socket})
        restart(*session_stack.services)


@both_outcomes
def test_of_a_start(stack, database, fake_ai, arrived):
    session = stack.create_session()
    with Watcher(stack, session):
        database.lose_commit(START, arrived)
        assert session.start().status == 202, "the repeat inside finds its own work done, or does it"
        assert database.lost.is_set()
        settled(stack, [session])
    check_once(session)
    assert len(attempts(stack, session)) == 1


@both_outcomes
def test_of_the_first_question(stack, database, fake_ai, arrived):
    fake_ai.hold_after_tokens(60)
    session = stack.create_session(role=f"First {arrived}")
    with Watcher(stack, session), session.stream() as stream:
        database.lose_commit(PRESENT, arrived)
        session.start()
        stream.read_until(lambda f: f["payload"].get("stage") == "question_ready")
        assert database.lost.is_set() and fake_ai.open_calls == 1
        fake_ai.release()
        settled(stack, [session])
    check_once(session)
    assert len(attempts(stack, session)) == len(calls_for(fake_ai, f"First {arrived}")) == 1


@both_outcomes
def test_of_the_whole_set(stack, database, fake_ai, arrived):
    session = stack.create_session()
    with Watcher(stack, session), session.stream() as stream:
        database.lose_commit(FINISH, arrived)
        session.start()
        stream.read_until(lambda f: f["type"] == "final")
        assert database.lost.is_set()
    check_once(session)
    assert len(attempts(stack, session)) == 1


@both_outcomes
def test_of_a_failed_attempt(stack, database, fake_ai, arrived):
    fake_ai.then("http_500")
    session = stack.create_session(role=f"Retried {arrived}")
    with Watcher(stack, session), session.stream() as stream:
        database.lose_commit(RETRY, arrived)
        session.start()
        stream.read_until(lambda f: f["payload"].get("stage") == "retrying")
        settled(stack, [session])
    assert database.lost.is_set()
    check_once(session)
    assert [p["class"] for p in payloads(session, "GENERATION_ATTEMPT_FAILED")] == ["server"]
    assert len(attempts(stack, session)) == len(calls_for(fake_ai, f"Retried {arrived}")) == 2


@both_outcomes
def test_of_the_last_failure(stack, database, fake_ai, arrived):
    fake_ai.play("unauthorized")
    session = stack.create_session()
    with Watcher(stack, session), session.stream() as stream:
        database.lose_commit(FINISH, arrived)
        session.start()
        stream.read_until(lambda f: f["type"] == "error")
    assert database.lost.is_set()
    assert session.status == "ERROR" and len(payloads(session, "GENERATION_FAILED")) == 1
    assert len(attempts(stack, session)) == 1


@both_outcomes
def test_of_a_claim_beside_a_busy_worker(stack, database, fake_ai, arrived):
    """The worker never heard that the job is its own; renewing its other leases must not keep this one for ever."""
    stack.configure(generator={"threads": 1})
    restart(stack.generator)
    fake_ai.when("Long talk", Script(hold_after_tokens=5, keepalive_s=0.2))
    fake_ai.when("Busy", Script(first_content_s=1.4, tokens_per_s=300))
    busy, orphan = stack.create_session(role="Busy"), stack.create_session(role="Stray")
    with Watcher(stack, busy, orphan):
        busy.start()
        stack.wait_until(lambda: calls_for(fake_ai, "Busy"))
        database.lose_commit(CLAIM, arrived)
        orphan.start()
        all_in_session(stack, [busy, orphan], timeout_s=10)
    assert database.lost.is_set()
    assert len(attempts(stack, busy)) == 1 and len(attempts(stack, orphan)) == (2 if arrived else 1)
    assert len(calls_for(fake_ai, "Stray")) == 1
    stack.configure(generator={"threads": 2})
    restart(stack.generator)


def test_a_silent_mariadb_is_given_up_and_forgotten(stack, database, fake_ai):
    """Half-open connections: no answer ever comes. New ones are made; nobody restarts anything."""
    pids = [program.pid for program in stack.services]
    session = stack.create_session(role="Silence")
    fake_ai.hold_after_tokens(5)
    session.start()
    stack.wait_until(lambda: calls_for(fake_ai, "Silence"))
    with Watcher(stack, session):
        database.swallow()
        assert session.get_now().status in (503, 504)
        fake_ai.release()
        database.heal()
        settled(stack, [session], timeout_s=20)
    check_once(session)
    assert [program.pid for program in stack.services] == pids
