"""Cases 8 and 9: MariaDB killed under load, rows locked by others, deadlocks."""
import threading

import pytest

from tests.e2e.faults.support import all_in_session, attempts, many_sessions, restart, settled
from tests.e2e.faults.watcher import Watcher
from tests.e2e.support import calls_for
from tests.fake_ai import Script


class Crowd:
    """Threads that start sessions, each repeating until it is accepted; who was told so is in accepted."""

    def __init__(self, sessions, threads: int = 4):
        self.accepted: list = []
        self.statuses: set[int] = set()
        self._left = list(sessions)
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc) -> None:
        for thread in self._threads:
            thread.join(40)

    def _run(self) -> None:
        while session := self._next():
            while True:
                try:
                    status = session.start().status
                except OSError:
                    continue
                self.statuses.add(status)
                if status in (200, 202):
                    break
            self.accepted.append(session)

    def _next(self):
        with self._lock:
            return self._left.pop() if self._left else None


@pytest.mark.limit(60)
def test_mariadb_killed_under_load(stack, fake_ai):
    """No start that was acknowledged is missing, and nobody has to be restarted."""
    fake_ai.play(Script(first_content_s=0.1, tokens_per_s=400))
    sessions = many_sessions(stack, 40)
    pids = [program.pid for program in stack.services]
    with Watcher(stack, *sessions[:5]):
        with Crowd(sessions) as crowd:
            for enough in (8, 20):
                stack.wait_until(lambda n=enough: len(crowd.accepted) >= n)
                told = list(crowd.accepted)
                stack.mariadb.kill()
                stack.mariadb.start()
                stack.note_started(stack.mariadb)
                stack.await_ready(stack.mariadb, lambda: stack.mariadb.ready)
                ids = ", ".join(f"'{s.session_id}'" for s in told)
                found = stack.sql("SELECT COUNT(*) AS n FROM event WHERE event_type = 'SESSION_STARTED' "
                                  f"AND session_id IN ({ids})")
                assert int(found[0]["n"]) == len(told)
        assert len(crowd.accepted) == len(sessions)
        assert crowd.statuses <= {200, 202, 503}
        assert settled(stack, sessions)["IN_SESSION"] == len(sessions)
    assert [program.pid for program in stack.services] == pids
    for session in sessions:
        assert len(attempts(stack, session)) <= 3


def test_a_held_row_lock_holds_up_only_its_own_session(stack, fake_ai, side):
    """Longer than a lease: neither the others' work nor their leases depend on it."""
    stack.configure(generator={"threads": 1})
    restart(stack.generator)
    fake_ai.when("Steady", Script(first_content_s=1.3, tokens_per_s=60))
    held = stack.create_session(role="Held")
    steady = stack.create_session(role="Steady")
    other = side()
    fake_ai.when("Held", Script(hold_after_tokens=12))
    held.start()
    steady.start()
    stack.wait_until(lambda: calls_for(fake_ai, "Held") and calls_for(fake_ai, "Steady"))
    with Watcher(stack, held, steady):
        mine = f"session_id = '{held.session_id}'"
        other.run(f"START TRANSACTION; SELECT 1 FROM session WHERE {mine} FOR UPDATE; "
                  f"SELECT 1 FROM job WHERE {mine} FOR UPDATE")
        fake_ai.release()
        all_in_session(stack, [steady], timeout_s=12)
        assert held.status == "GENERATING_QUESTIONS"
        other.run("ROLLBACK")
        all_in_session(stack, [held])
    assert len(attempts(stack, steady)) == len(attempts(stack, held)) == 1
    stack.configure(generator={"threads": 2})
    restart(stack.generator)


def test_a_start_waits_out_a_lock_and_is_refused_calmly_behind_a_longer_one(stack, fake_ai, side):
    session = stack.create_session()
    other = side()
    lock = f"START TRANSACTION; SELECT 1 FROM session WHERE session_id = '{session.session_id}' FOR UPDATE"
    other.run(lock)
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(session.start()))
    waiting.start()
    other.await_waiting(True)
    other.run("ROLLBACK")
    waiting.join()
    assert answers[0].status == 202
    all_in_session(stack, [session])
    late = stack.create_session()
    other.run(lock.replace(session.session_id, late.session_id))
    answer = late.start()
    assert answer.status == 503 and answer.headers["retry-after"]
    assert late.get_now().status == 200, "reading waits for nobody"
    other.run("ROLLBACK")
    assert late.start().status == 202
    all_in_session(stack, [late])


def test_deadlocks_are_sat_out(stack, fake_ai, side):
    """A side client takes the locks of running sessions in the opposite order, again and again."""
    fake_ai.play(Script(tokens_per_s=400))
    sessions = many_sessions(stack, 10)
    enough = threading.Event()
    rounds = []

    def quarrel(client) -> None:
        while not enough.is_set():
            rounds.append(1)
            for session in sessions:
                mine = f"session_id = '{session.session_id}'"
                client.run(f"START TRANSACTION; UPDATE job SET created_at = created_at + INTERVAL 0 SECOND WHERE "
                           f"{mine}; UPDATE session SET created_at = created_at WHERE {mine}; "
                           f"SELECT 1 FROM session WHERE {mine} FOR UPDATE; ROLLBACK")
    quarrels = [threading.Thread(target=quarrel, args=(side(),), daemon=True) for _ in range(3)]
    for thread in quarrels:
        thread.start()
    try:
        with Watcher(stack, *sessions[:4]):
            for session in sessions:
                stack.wait_until(lambda s=session: s.start().status in (200, 202))
            all_in_session(stack, sessions)
    finally:
        enough.set()
        for thread in quarrels:
            thread.join(10)
    assert len(rounds) > 3, "nothing was tried here"
