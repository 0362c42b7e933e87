"""The stream when things go wrong: parts that vanish and come back, readers that misbehave, restarts, limits, garbage."""
import http.client
import json
import random
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.e2e.behind_nginx import (STDIN, connect, descriptors, fastcgi_request, is_sanitized, open_directly, own_bytes,
                                    record)
from tests.e2e.support import check_stream, event_ids, wait_for_event
from tests.fake_ai import Script
from tests.stack import ai_settings
from tests.stack.settings import merged

STREAMS = 300           # enough to see what each costs, few enough for every test run
OWN_BYTES = 2560        # of the service's own memory for each idle stream
SPARE_DESCRIPTORS = 60  # what the service has open beside its streams


@pytest.fixture(name="stack", scope="module")
def quick_stack(new_shared_stack, shared_ai, tmp_path_factory):
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=tmp_path_factory.mktemp("key"))
    return new_shared_stack(merged(ai, {"stream": {"heartbeat": "1s", "drain": "3s", "max_per_session": 400}}))


class Reader(threading.Thread):
    """An EventSource by hand: reads on, comes back with its cursor, and keeps what it was told."""

    def __init__(self, session, cursor: int = 2):
        super().__init__(daemon=True)
        self.session = session
        self.cursor = cursor
        self.ids: list[int] = []
        self.opened = threading.Event()
        self.statuses: list[int] = []
        self.cuts: list[str] = []
        self.start()

    def __repr__(self):
        return f"a reader with ids {self.ids}, statuses {self.statuses}, cuts {self.cuts}"

    def await_end(self):
        """Until a 204 has told it to stay away."""
        self.join(20)
        assert not self.is_alive() and self.statuses[-1] == 204, self

    def run(self):
        while 204 not in self.statuses and len(self.statuses) < 200:
            try:
                self._once()
            except (OSError, http.client.HTTPException) as cut:     # that is what a cursor is for
                self.statuses.append(0)
                self.cuts.append(repr(cut))
            time.sleep(0.05)

    def _once(self):
        with self.session.stream(last_event_id=self.cursor) as stream:
            self.statuses.append(stream.status)
            while stream.status == 200 and (frame := stream.read()):
                self.opened.set()
                if frame.id:
                    self.ids.append(int(frame.id))
                    self.cursor = int(frame.id)


def tick(stack, session, number: int = 0, padding: str = "") -> None:
    """Publish a progress tick, as a generator would."""
    frame = {"type": "status", "sessionId": session.session_id, "correlationId": None,
             "payload": {"stage": "slow", "invalidate": False, "index": number, "reason": padding},
             "sentAt": "2026-11-23T09:00:00.000Z"}
    stack.redis.command("PUBLISH", f"greenroom:session:{session.session_id}", f"0 {json.dumps(frame)}")


def await_tick(stream) -> dict:
    return stream.read_until(lambda f: f["payload"].get("stage") == "slow")


# access that ends


def test_a_revoked_invite_ends_its_stream_and_says_so(stack):
    session = stack.create_session()
    with session.stream() as stream:
        stream.read()
        stack.ctl("invite", "revoke", session.session_id)
        said = stream.read()
        assert said.json["payload"]["event"] == "INVITE_REVOKED" and said.json["payload"]["invalidate"] is True
        assert stream.read() is None
    check_stream(stream)
    with session.stream() as refused:
        assert refused.status == 401


def test_a_new_link_is_not_ended_by_the_revocation_of_the_old_one(stack):
    session = stack.create_session()
    issued = stack.ctl("invite", "issue", session.session_id)
    with session.stream(token=issued["token"], last_event_id=0) as stream:
        stream.read_until(lambda f: f["payload"].get("event") == "INVITE_REVOKED")
        tick(stack, session)
        assert await_tick(stream)


def test_an_invite_that_expires_ends_its_stream_and_says_so(stack):
    session = stack.create_session()
    stack.sql(f"UPDATE invite SET expires_at = UTC_TIMESTAMP(3) + INTERVAL 2 SECOND "
              f"WHERE session_id = '{session.session_id}'")
    with session.stream() as stream:
        frames = stream.read_all()
    assert [f["type"] for f in frames] == ["status", "resync"]
    assert frames[-1]["payload"] == {"reason": "invite_expired", "invalidate": True}
    with session.stream() as refused:
        assert refused.status == 401


# parts that vanish and come back


def test_a_redis_that_swallows_everything_is_noticed(stack, fake_ai):
    """Half open: connected, and nobody there. The log is read instead, and after healing nobody is deaf."""
    session = stack.create_session(role="Half open")
    later = stack.create_session(role="Healed")
    with session.stream() as stream, later.stream() as healed:
        stream.read(), healed.read()
        stack.redis.pause()
        session.start()
        stream.read_until(lambda f: f["type"] == "final")
        assert event_ids(stream) == [3, 4, 5, 6, 7]
        stack.redis.cont()
        stack.wait_until(lambda: stack.redis.command("PUBSUB", "NUMSUB", f"greenroom:session:{later.session_id}")
                         .endswith("1"), 15, "subscribed again")
        tick(stack, later)
        assert await_tick(healed)


def test_redis_restarting_all_the_time_loses_and_doubles_nothing(stack, fake_ai):
    fake_ai.play(Script(first_content_s=0.2))
    sessions = [stack.create_session(role=f"Shaken {n}") for n in range(6)]
    readers = [Reader(session) for session in sessions]
    for reader in readers:
        assert reader.opened.wait(5)
    for session in sessions:
        stack.redis.kill()
        stack.redis.start()
        session.start()
    for session, reader in zip(sessions, readers):
        wait_for_event(session, "QUESTION_SET_COMPLETED")
        reader.await_end()
        assert reader.ids == list(range(3, len(session.events()) + 1))


@pytest.mark.limit(45)
def test_what_a_publisher_could_not_announce_is_told_all_the_same(stack):
    """Its connection to Redis may be broken while ours is well: then nothing but the log knows."""
    session = stack.create_session()
    alone = stack.config.with_name("alone.conf")
    alone.write_text(stack.config.read_text().replace(str(stack.redis.socket), str(stack.run_dir / "nobody.sock")))
    with session.stream() as stream:
        stream.read()
        subprocess.run([stack.build_dir / "greenroomctl", "--config", alone, "invite", "revoke", session.session_id],
                       check=True, capture_output=True)
        assert stream.read().json["payload"]["event"] == "INVITE_REVOKED"


def test_without_the_database_open_streams_stay_and_new_ones_are_told_when_to_come_back(stack):
    session = stack.create_session()
    with session.stream() as stream:
        stream.read()
        stack.mariadb.kill()
        with session.stream() as refused:
            assert refused.status == 503 and int(refused.answer.headers["retry-after"]) > 0
        tick(stack, session)
        assert await_tick(stream)
        stack.mariadb.start()
        stack.await_ready(stack.mariadb, lambda: stack.mariadb.ready)
        stack.await_api()
        session.start()
        stream.read_until(lambda f: f["type"] == "final")
    assert event_ids(stream) == [3, 4, 5, 6, 7]


def stands_still(program) -> bool:
    states = [path.read_text().rpartition(")")[2].split()[0] for path in Path(f"/proc/{program.pid}/task").glob("*/stat")]
    return set(states) == {"T"}


@pytest.mark.limit(60)
def test_a_database_that_hangs_holds_nobody_up_for_long(stack):
    """Each question takes until its time is up; not every request has to wait for that of its own."""
    session = stack.create_session()
    answers = []

    def ask():
        begun = time.monotonic()
        with session.stream(timeout_s=60) as stream:
            answers.append((stream.status, time.monotonic() - begun))

    with session.stream() as watching:
        assert watching.read(), watching.answer
        stack.mariadb.pause()
        stack.wait_until(lambda: stands_still(stack.mariadb), what="all its threads stand still")
        threads = [threading.Thread(target=ask) for _ in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stack.mariadb.cont()
        assert {status for status, _ in answers} == {503}
        assert max(seconds for _, seconds in answers) < 28, answers

        def open_again():
            with session.stream() as stream:
                return stream.status == 200

        stack.wait_until(open_again, 20)
        tick(stack, session)
        assert await_tick(watching)


# restarts


def test_no_goodbye_looks_like_a_crash_to_nginx(new_stack):
    """Each request ends as FastCGI has it, also of those who came in the last moment."""
    stack = new_stack({"ai": {"provider": "bank"}, "stream": {"drain": "2s", "max_per_session": 400}})
    site, log = stack.nginx.folder / "greenroom.conf", stack.log_dir / "nginx-site.log"
    site.write_text(site.read_text().replace("error_log /dev/null emerg", f'error_log "{log}" info'))
    stack.nginx.restart()
    stack.await_ready(stack.nginx, lambda: stack.nginx.ready)
    session = stack.create_session()
    readers = [Reader(session) for _ in range(40)]
    for reader in readers:
        assert reader.opened.wait(10)
    for _ in range(6):
        assert stack.stream.stop() == 0
        stack.stream.start()
        time.sleep(0.4)
    session.start()
    for reader in readers:
        reader.await_end()
        assert reader.ids == [3, 4, 5, 6, 7] and not reader.cuts and set(reader.statuses) == {200, 204}
    said = log.read_text()
    assert "prematurely" not in said and "[error]" not in said, said[-2000:]
    assert "client" in said, "the log tells nothing: the test tests nothing"


def test_at_a_stop_every_reader_is_told_when_to_come_back(stack):
    session = stack.create_session()
    streams = [session.stream() for _ in range(20)]
    for stream in streams:
        stream.read()
    begun = time.monotonic()
    assert stack.stream.stop() == 0
    assert time.monotonic() - begun < 3
    for stream in streams:
        stream.read_all()
        assert stream.ended and len(stream.retry_ms) == 2 and 0 < stream.retry_ms[1] <= 3500
        stream.close()
    assert len({stream.retry_ms[1] for stream in streams}) > 10, "they would all come back at once"


def test_a_stop_waits_for_nobody_for_ever(stack):
    session = stack.create_session()
    deaf = open_directly(stack, session)
    for _ in range(45):     # more than the kernel takes, less than what gets it cut off
        tick(stack, session, padding="x" * 1000)
    begun = time.monotonic()
    assert stack.stream.stop(timeout_s=6) == 0
    assert time.monotonic() - begun > 0.5, "nobody was waited for: the test tests nothing"
    deaf.close()


def test_a_second_signal_ends_it_at_once(stack):
    session = stack.create_session()
    with session.stream() as stream:
        stream.read()
        stack.mariadb.pause()       # a request that hangs keeps the first signal waiting
        hanging = connect(stack)
        hanging.sendall(fastcgi_request(session) + record(STDIN, b""))
        stack.stream.send_signal(signal.SIGTERM)
        assert stream.read() is None
        stack.stream.send_signal(signal.SIGTERM)
        assert stack.stream.await_end(2) == 0
        stack.mariadb.cont()
        hanging.close()


def test_rolling_restarts_lose_nothing_and_answer_everybody(stack, fake_ai):
    """Two processes on one socket, restarted in turn under readers that resume."""
    second = stack.another("stream").start()
    fake_ai.play("answer", hold_after_tokens=60)
    sessions = [stack.create_session(role=f"Rolling {n}") for n in range(9)]
    readers = [Reader(session) for session in sessions for _ in range(4)]
    for reader in readers:
        assert reader.opened.wait(10)
    for program, starting in ((stack.stream, sessions[:3]), (second, sessions[3:6]), (stack.stream, sessions[6:])):
        for session in starting:
            session.start()
        before = program.log_text.count("serving")
        program.restart()
        stack.wait_until(lambda: program.log_text.count("serving") > before, what="it serves again")
    fake_ai.release()
    for reader in readers:
        reader.await_end()
        assert reader.ids == [3, 4, 5, 6, 7]
        assert set(reader.statuses) <= {200, 204, 0}, "an answer that makes an EventSource give up"
    second.stop()


# readers that misbehave


def test_a_reader_that_doesn_t_read_is_cut_off_alone(stack):
    session = stack.create_session()
    deaf = open_directly(stack, session)
    with session.stream() as stream:
        stream.read()
        for n in range(200):
            tick(stack, session, n, "x" * 1000)
            assert stream.read().json["payload"]["index"] == n
    received = 0
    while piece := deaf.recv(65536):
        received += len(piece)
    assert 16384 < received < 200000, "cut off, with what was pending lost"
    deaf.close()


def test_readers_that_vanish_leave_nothing_behind(stack):
    session = stack.create_session()
    before = descriptors(stack.stream)
    streams = [session.stream() for _ in range(30)] + [open_directly(stack, session) for _ in range(30)]
    assert descriptors(stack.stream) >= before + 50
    for stream in streams:
        stream.close()
    stack.wait_until(lambda: descriptors(stack.stream) < before + 10, what="their descriptors are closed")


def test_an_idle_stream_costs_little(stack):
    session = stack.create_session()
    open_directly(stack, session).close()
    before = own_bytes(stack.stream)
    streams = [open_directly(stack, session) for _ in range(STREAMS)]
    cost = (own_bytes(stack.stream) - before) / STREAMS
    assert descriptors(stack.stream) < STREAMS + SPARE_DESCRIPTORS
    for stream in streams:
        stream.close()
    if not is_sanitized(stack.stream):
        assert cost <= OWN_BYTES, f"{cost:.0f} bytes for each stream"


def test_a_body_that_nobody_asked_for_is_ignored(stack, fake_ai):
    session = stack.create_session()
    with session.stream(headers={"Content-Length": "0"}) as stream:
        assert stream.read().json["type"] == "status"
    answer = session.request("GET", "/stream", body="x" * 20000)
    assert answer.status == 413
    connection = connect(stack)
    connection.sendall(fastcgi_request(session))
    assert b"text/event-stream" in connection.recv(65536)
    for piece in (record(STDIN, b"late" * 1000), record(STDIN, b"")):
        for at in range(0, len(piece), 7):
            connection.sendall(piece[at:at + 7])
    tick(stack, session)
    received = b""
    while b'"slow"' not in received:
        piece = connection.recv(65536)
        assert piece, "ended by a body"
        received += piece
    connection.close()


def test_garbage_after_the_take_over_ends_that_stream_only(stack):
    session = stack.create_session()
    with session.stream() as stream:
        stream.read()
        for garbage in (b"GET / HTTP/1.1\r\n\r\n", bytes(64), b"\xff" * 100, record(STDIN, b"", request_id=7)):
            connection = open_directly(stack, session)
            connection.sendall(garbage)
            while connection.recv(65536):
                pass
            connection.close()
        tick(stack, session)
        assert await_tick(stream)


def test_garbage_on_the_socket_is_survived(stack):
    session = stack.create_session()
    whole = fastcgi_request(session) + record(STDIN, b"")
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        connection = connect(stack)
        try:
            connection.sendall(broken[:dice.randrange(1, len(broken) + 1)])
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass    # it has hung up already
        connection.close()
    with session.stream() as stream:
        assert stream.read().json["type"] == "status"
    assert not stack.stream.died_alone


# limits


def test_a_full_house_is_503(new_stack):
    stack = new_stack({"ai": {"provider": "bank"}, "stream": {"max_streams": 3}})
    sessions = [stack.create_session() for _ in range(4)]
    streams = [session.stream() for session in sessions[:3]]
    with sessions[3].stream() as refused:
        assert refused.status == 503 and int(refused.answer.headers["retry-after"]) > 0
    for stream in streams:
        stream.close()

    def room_again():
        with sessions[3].stream() as stream:
            return stream.status == 200

    stack.wait_until(room_again)


# the address


def test_wrong_methods_and_addresses_get_the_api_s_answers(stack):
    session = stack.create_session()
    for method in ("POST", "PUT", "DELETE"):
        answer = session.request(method, "/stream")
        assert answer.status == 405 and answer.headers["allow"] == "GET"
    assert stack.http.get("/api/session/nobody/stream", token=session.token).status == 401
    assert session.request("GET", "/stream", token=None).status == 401
    other = stack.create_session()
    assert session.request("GET", "/stream", token=other.token).status == 401
