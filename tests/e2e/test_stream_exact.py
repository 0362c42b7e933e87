"""
Exactness at the seam of replay and live: a writer of events whose announcements get lost, doubled, disordered and mixed
up, and readers who come, go and come back with every cursor. Each has to be told n+1, n+2 ... once each, to the end.
"""
import http.client
import json
import random
import socket
import subprocess
import threading
import time
import uuid

import pytest

from tests.e2e.support import check_stream, event_ids
from tests.stack import Session
from tests.stack.servers import _tool
from tests.stack.stack import DATABASE, Stack

FIRST = 3               # seq of the first event that the writer appends
EVENTS = 300            # of each session
READERS = 12            # of each session


@pytest.fixture(name="lone", scope="module")
def a_stack_without_a_generator(new_shared_stack) -> Stack:
    """Nobody but the test writes events. The fixtures that audit a stack leave this one alone: its log is made up."""
    stack = new_shared_stack({"ai": {"provider": "bank"}, "stream": {"max_per_session": READERS + 2, "drain": "1s"}})
    stack.generator.stop()
    return stack


class Log:
    """Appends to the event log as the services do, one transaction an event."""

    def __init__(self, stack: Stack):
        self._client = subprocess.Popen(
            [_tool("mariadb"), "--no-defaults", f"--socket={stack.mariadb.socket}", f"--user={stack.mariadb.user}",
             "--skip-column-names", "--unbuffered", DATABASE],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def append(self, session: Session, seq: int) -> None:
        payload = json.dumps({"generation": 1, "attempt": seq, "class": "timeout", "willRetry": True})
        self._client.stdin.write(
            f"BEGIN; UPDATE session SET last_seq = {seq} WHERE session_id = '{session.session_id}'; "
            f"INSERT INTO event VALUES ('{session.session_id}', {seq}, '{uuid.uuid4()}', 'system', "
            f"'GENERATION_ATTEMPT_FAILED', 1, '{payload}', UTC_TIMESTAMP(3), 'made-up-{seq}', NULL); COMMIT; SELECT 1;\n")
        self._client.stdin.flush()
        assert self._client.stdout.readline().strip() == "1"

    def close(self) -> None:
        self._client.communicate("")


class Loudspeaker:
    """PUBLISH, on a connection that is made anew when Redis was away. What can't be said is lost, as in the services."""

    def __init__(self, stack: Stack):
        self._path = str(stack.redis.socket)
        self._connection: socket.socket | None = None

    def say(self, session: Session, text: str) -> None:
        channel, data = f"greenroom:session:{session.session_id}".encode(), text.encode()
        command = b"*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%b\r\n$%d\r\n%b\r\n" % (len(channel), channel, len(data), data)
        try:
            if not self._connection:
                self._connection = socket.socket(socket.AF_UNIX)
                self._connection.connect(self._path)
            self._connection.sendall(command)
            if not self._connection.recv(100):
                raise ConnectionError
        except OSError:
            self._connection = None


def frame(session: Session, seq: int, told: int | None = None) -> str:
    """What the services publish for an event. told: the number that its facts bear, where that is another."""
    return f"{seq} " + json.dumps({
        "type": "status", "sessionId": session.session_id, "correlationId": None,
        "payload": {"event": "GENERATION_ATTEMPT_FAILED", "stage": "retrying", "invalidate": True, "generation": 1,
                    "attempt": seq if told is None else told, "willRetry": True},
        "sentAt": "2026-11-23T09:00:00.000Z"})


class Reader(threading.Thread):
    """Comes, reads for a while, is cut off, comes back: with its own cursor, or as somebody else with any."""

    def __init__(self, session: Session, newest, last: int, seed: int):
        super().__init__(daemon=True)
        self._session, self._newest, self._last = session, newest, last
        self._dice = random.Random(seed)
        self.cursor = 2
        self.visits = self.told = 0
        self.wrong: list[str] = []
        self.start()

    def __repr__(self):
        return f"a reader at {self.cursor} after {self.visits} visits: {self.wrong}"

    def run(self):
        while self.cursor < self._last and not self.wrong:
            if self._dice.random() < 0.3:
                self.cursor = self._dice.randrange(self._newest() + 1)
            try:
                self._visit(time.monotonic() + self._dice.choice((0.02, 0.02, 0.1, 0.3, 1)))
            except (OSError, http.client.HTTPException):
                pass    # the service was away; there is a cursor for that
            self.visits += 1

    def _visit(self, until: float) -> None:
        how = {"last_event_id": self.cursor} if self._dice.random() < 0.5 else {"after": self.cursor}
        with self._session.stream(**how, timeout_s=20) as stream:
            if stream.status != 200:
                time.sleep(0.1)
                return
            while self.cursor < self._last and time.monotonic() < until and (said := stream.read()):
                if said.id:
                    self._take(int(said.id), said.json)

    def _take(self, seq: int, data: dict) -> None:
        self.told += 1
        facts = data["payload"]
        if seq != self.cursor + 1:
            self.wrong.append(f"{seq} after {self.cursor}")
        if data["sessionId"] != self._session.session_id or facts.get("attempt", seq) != seq and seq >= FIRST:
            self.wrong.append(f"{seq} is told as {data}")
        self.cursor = seq


def announce(speaker: Loudspeaker, dice: random.Random, session: Session, other: Session, seq: int) -> None:
    """In one of the ways in which things go wrong, or rightly."""
    match dice.randrange(10):
        case 0:
            pass                                                # lost
        case 1:
            speaker.say(session, frame(session, seq))           # doubled
            speaker.say(session, frame(session, seq))
        case 2:
            speaker.say(session, frame(session, seq))           # and an old one again
            speaker.say(session, frame(session, max(FIRST, seq - dice.randrange(9))))
        case 3:
            speaker.say(session, frame(other, seq))             # another's frame on this channel
            speaker.say(session, frame(other, seq + 1))
        case 4:
            speaker.say(session, f"{seq + 1} not a frame")      # garbage, of all kinds
            speaker.say(session, f"{seq + 1} {{\"type\":\"status\"}}")
            speaker.say(session, f"-{seq} {frame(session, seq)}")
            speaker.say(session, "99999999999999999999 {}")
            speaker.say(session, "")
            speaker.say(session, frame(session, seq))
        case 5:
            speaker.say(session, frame(session, 4294967295))    # far beyond the log
        case _:
            speaker.say(session, frame(session, seq))


@pytest.mark.limit(120)
@pytest.mark.parametrize("disturbed", ["", "redis", "stream"])
def test_everybody_is_told_every_event_once_and_in_order(lone, disturbed):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    sessions = [lone.create_session(role=f"Exact {n}") for n in range(2)]
    newest, last = [2, 2], FIRST + EVENTS - 1
    readers = [Reader(session, lambda n=n: newest[n], last, dice.randrange(1 << 32))
               for n, session in enumerate(sessions) for _ in range(READERS)]
    log, speaker = Log(lone), Loudspeaker(lone)
    for seq in range(FIRST, last + 1):
        for n, session in enumerate(sessions):
            log.append(session, seq)
            newest[n] = seq
            announce(speaker, dice, session, sessions[1 - n], seq)
        if disturbed and seq % 100 == 50:
            program = getattr(lone, disturbed)
            program.kill()
            program.start()
        time.sleep(dice.choice((0, 0, 0.002, 0.05)))
    for reader in readers:
        reader.join(30)
        assert not reader.is_alive() and not reader.wrong, reader
    log.close()
    print(f"{sum(r.visits for r in readers)} visits, {sum(r.told for r in readers)} frames")
    assert sum(reader.visits for reader in readers) > 4 * len(readers), "hardly anybody ever came back"


def test_a_frame_of_another_session_is_nobody_s(lone):
    """The next number, on the right channel, and still not ours."""
    session, other = (lone.create_session(role=f"Mixed up {n}") for n in range(2))
    speaker, log = Loudspeaker(lone), Log(lone)
    with session.stream() as stream:
        stream.read()
        speaker.say(session, frame(other, FIRST))
        log.append(session, FIRST)
        speaker.say(session, frame(session, FIRST))
        stream.read()
    log.close()
    check_stream(stream)
    assert event_ids(stream) == [FIRST] and stream.frames[-1].json["sessionId"] == session.session_id


@pytest.mark.limit(60)
def test_without_redis_one_query_a_second_is_enough_for_all(lone):
    """Counted where they arrive, with nobody else at the database."""
    sessions = [lone.create_session(role=f"Polled {n}") for n in range(30)]
    streams = [session.stream() for session in sessions]
    for stream in streams:
        stream.read()
    lone.api.stop()
    lone.redis.stop()
    log = Log(lone)
    lone.wait_until(lambda: "redis is away" in lone.stream.log_text)
    begun, before = time.monotonic(), executed(lone)
    time.sleep(5)
    seconds, queries = time.monotonic() - begun, executed(lone) - before
    assert seconds - 2 <= queries <= seconds + 2, f"{queries} queries in {seconds:.1f} s for {len(streams)} streams"
    log.append(sessions[7], FIRST)
    assert int(streams[7].read().id) == FIRST
    log.close()
    lone.redis.start()
    lone.api.start()
    for stream in streams:
        stream.close()


def executed(stack: Stack) -> int:
    """Prepared statements that MariaDB has run so far; the tests' own client prepares none."""
    return int(stack.sql("SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'")[0]["Value"])
