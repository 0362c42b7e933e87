"""MariaDB down: an honest 503, and recovery without a restart. Redis down: everything works, slower."""
import pytest

from tests.e2e.support import begin, check_stream, event_ids, rows, wait_for_event, wait_for_status


@pytest.fixture(name="without_database")
def a_stopped_mariadb(stack):
    """Call it to stop MariaDB; it is back after the test."""
    def stop():
        stack.mariadb.stop()
    yield stop
    restore_database(stack)


def restore_database(stack) -> None:
    if not stack.mariadb.running:
        stack.mariadb.start()
        stack.note_started(stack.mariadb)
    stack.await_ready(stack.mariadb, lambda: stack.mariadb.ready)


def test_without_mariadb_every_route_says_come_back(stack, without_database):
    session = begin(stack)
    without_database()
    for answer in (session.get_now(), session.start(), session.retry(1), session.open(),
                   stack.http.post(session.link), session.request("GET", "/stream"),
                   session.request("GET", f"/question/{session.session_id}/audio")):
        assert answer.status == 503, (answer.method, answer.path)
        assert int(answer.headers["retry-after"]) > 0
        assert "maria" not in answer.text.lower() and "mysql" not in answer.text.lower()
    assert stack.http.get("/readyz").status == 503
    assert stack.http.get("/readyz").json["database"] == "down"
    assert stack.http.get("/healthz").status == 200


def test_without_mariadb_a_bad_token_gets_the_same_answer_as_a_good_one(stack, without_database):
    session = stack.create_session()
    without_database()
    assert session.get_now().status == session.request("GET", "/now", token="A" * 43).status == 503


def test_everything_recovers_without_a_restart(stack, fake_ai, without_database):
    started, fresh = begin(stack), stack.create_session(role="Back again")
    pids = [program.pid for program in stack.services]
    question = started.now()["question"]
    without_database()
    stack.wait_until(lambda: fresh.start().status == 503)
    restore_database(stack)
    stack.wait_until(lambda: stack.http.get("/readyz").status == 200)
    assert started.now()["question"] == question
    assert fresh.start().status == 202
    wait_for_event(fresh, "QUESTION_SET_COMPLETED")
    assert [program.pid for program in stack.services] == pids


def test_a_start_that_was_refused_can_be_repeated(stack, without_database):
    session = stack.create_session()
    without_database()
    assert session.start().status == 503
    restore_database(stack)
    stack.wait_until(lambda: session.start().status == 202 or session.start().status == 200)
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert session.event_types().count("SESSION_STARTED") == 1


def test_a_generation_outlives_a_database_restart(stack, fake_ai, without_database):
    fake_ai.hold_after_tokens(0)
    session = stack.create_session(role="Outlasting")
    session.start()
    stack.wait_until(lambda: fake_ai.calls == 1)
    without_database()
    fake_ai.release()
    restore_database(stack)
    wait_for_status(session, "IN_SESSION", timeout_s=25)
    assert session.event_types().count("QUESTIONS_GENERATED") == 1


def test_an_open_stream_outlives_a_database_restart(stack, without_database):
    session = stack.create_session(role="Stream and database")
    with session.stream() as stream:
        stream.read()
        without_database()
        restore_database(stack)
        stack.wait_until(lambda: session.start().status in (200, 202))
        stream.read_until(lambda f: f["type"] == "final")
    check_stream(stream)
    assert event_ids(stream) == [3, 4, 5, 6, 7]


@pytest.fixture(name="no_redis")
def stopped_redis(stack):
    stack.redis.stop()
    yield
    stack.redis.start()
    stack.note_started(stack.redis)
    stack.await_ready(stack.redis, lambda: stack.redis.ready)


def test_without_redis_an_interview_starts_all_the_same(stack, no_redis):
    assert stack.http.get("/readyz").status == 200
    assert stack.http.get("/readyz").json == {"status": "degraded", "database": "up", "redis": "down"}
    session = stack.create_session()
    assert session.open().status == 200
    with session.stream() as stream:
        stream.read()
        assert session.start().status == 202
        stream.read_until(lambda f: f["type"] == "final")
    assert event_ids(stream) == [3, 4, 5, 6, 7]
    assert session.status == "IN_SESSION"


def test_redis_coming_back_is_heard_again(stack, fake_ai):
    stack.redis.stop()
    without = begin(stack, role="While Redis was away")
    stack.redis.start()
    stack.note_started(stack.redis)
    stack.wait_until(lambda: stack.http.get("/readyz").json["redis"] == "up")
    stack.wait_until(lambda: "blocked_clients:0" not in stack.redis.command("INFO", "clients"),
                     what="the generators listen at the doorbell again")
    session = begin(stack, role="After Redis came back")
    assert without.status == session.status == "IN_SESSION"


def test_a_flushed_redis_loses_nothing(stack, fake_ai):
    fake_ai.hold_after_tokens(0)
    sessions = [stack.create_session(role=f"Flushed {n}") for n in range(3)]
    for session in sessions:
        session.start()
    stack.redis.command("FLUSHALL")
    fake_ai.release()
    for session in sessions:
        wait_for_event(session, "QUESTION_SET_COMPLETED")
        assert rows(stack, session)["job"] == "1"


@pytest.mark.parametrize("service", ["api", "stream"])
def test_a_service_that_is_away_is_a_calm_problem(stack, service):
    session = stack.create_session()
    program = getattr(stack, service)
    program.stop()
    path = "/now" if service == "api" else "/stream"
    listening = stack.run_dir / f"{service}.sock"
    # Its socket is held open as systemd would, so the request waits; without it nginx answers at once.
    hidden = listening.with_name("hidden.sock")
    listening.rename(hidden)
    try:
        answer = session.request("GET", path)
    finally:
        hidden.rename(listening)
    assert answer.status in (502, 503) and int(answer.headers["retry-after"]) > 0
    assert answer.media_type == "application/problem+json"
    program.start()
    stack.note_started(program)
    stack.wait_until(lambda: session.get_now().status == 200)


def test_a_person_whose_link_meets_a_dead_database_gets_a_page_that_tries_again(stack):
    session = stack.create_session()
    stack.mariadb.kill()
    try:
        page = stack.http.get(f"/s/{session.token}", headers={"Accept": "text/html,*/*;q=0.8"})
        assert page.status == 503 and page.media_type == "text/html" and int(page.headers["retry-after"]) > 0
        assert 'http-equiv="refresh"' in page.text and session.token not in page.text
        assert stack.http.get(f"/s/{session.token}").media_type == "application/problem+json"
    finally:
        stack.mariadb.start()
        stack.await_ready(stack.mariadb, lambda: stack.mariadb.ready)
    stack.wait_until(lambda: stack.http.get(f"/s/{session.token}", headers={"Accept": "text/html"}).status == 200)
