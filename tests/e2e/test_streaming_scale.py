"""Many streams at once: restarts, cuts and reloads under them, and what they leave behind."""
import json
import signal
import socket
import struct
import time
from pathlib import Path

import pytest

from tests.e2e.behind_nginx import descriptors, is_sanitized, open_directly, own_bytes
from tests.e2e.support import wait_for_event
from tests.e2e.swarm import Swarm
from tests.stack import Session
from tests.stack.stack import Stack

STREAMS = 1000
SESSIONS = 50
WHOLE_STORY = [3, 4, 5, 6, 7]   # what a reader from the second event on is told of an interview
OF_AN_ALLOCATOR = 512 * 1024    # bytes that may stay with it after a crowd


@pytest.fixture(name="stack", scope="module")
def roomy_stack(new_shared_stack) -> Stack:
    return new_shared_stack({"ai": {"provider": "bank"}, "stream": {"drain": "3s", "max_per_session": STREAMS}})


@pytest.fixture(name="sessions")
def many_sessions(stack) -> list[Session]:
    text = stack.ctl("session", "create", "--role", "Nurse", "--count", str(SESSIONS), parse=False)
    return [Session(stack, json.loads(line)) for line in text.splitlines()]


def nginx_workers(stack: Stack) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{stack.nginx.pid}/task/{stack.nginx.pid}/children").read_text().split()]


@pytest.mark.limit(90)
def test_rolling_restarts_under_a_thousand_streams_lose_nothing(stack, sessions):
    """The socket stays open meanwhile, as systemd holds it: who comes between two processes waits a moment."""
    with Swarm(stack.port, sessions, each=STREAMS // SESSIONS) as swarm:
        stack.wait_until(lambda: swarm.all_open, 30, "all are open")
        for third in range(3):
            mine = sessions[third::3]
            for session in mine[::2]:
                session.start()
            assert stack.stream.stop() == 0
            for session in mine[1::2]:
                session.start()
            stack.stream.start()
            stack.wait_until(lambda: all(r.is_open or r.sent_away for r in swarm.readers), 30, "all are back")
        stack.wait_until(lambda: swarm.all_sent_away, 30, "all have heard the end")
        for reader in swarm.readers:
            assert reader.ids == WHOLE_STORY, reader
        assert swarm.statuses == {200, 204}, "an answer that makes an EventSource give up"


@pytest.mark.limit(90)
def test_a_thousand_streams_cut_at_once_come_back_spread_out(stack, sessions):
    def slowest_now() -> float:
        begun = time.monotonic()
        assert sessions[0].get_now().status == 200
        return time.monotonic() - begun

    with Swarm(stack.port, sessions, each=STREAMS // SESSIONS) as swarm:
        stack.wait_until(lambda: swarm.all_open, 30, "all are open")
        cut_at = time.monotonic()
        stack.stream.kill()
        stack.stream.start()
        stack.wait_until(lambda: any(not reader.is_open for reader in swarm.readers), what="they notice")
        waits = []
        while not swarm.all_open:
            waits.append(slowest_now())
            assert time.monotonic() < cut_at + 30, f"{swarm.open_count} are back"
        assert swarm.statuses == {200}
        assert max(waits) < 1, "the API was disturbed"
        back = [reader.opened_at[-1] - cut_at for reader in swarm.readers]
        for second in range(int(max(back)) + 1):
            assert sum(second <= at < second + 1 for at in back) < STREAMS / 2, sorted(back)


@pytest.mark.limit(120)
def test_twenty_reloads_of_nginx_leave_nothing_behind(stack, sessions):
    """Old workers keep their streams for worker_shutdown_timeout, then cut them; their readers come back."""
    with Swarm(stack.port, sessions) as swarm:
        stack.wait_until(lambda: swarm.all_open, 20, "all are open")
        memory, files, workers = own_bytes(stack.stream), descriptors(stack.stream), len(nginx_workers(stack))
        for _ in range(20):
            before = set(nginx_workers(stack))
            stack.nginx.send_signal(signal.SIGHUP)
            stack.wait_until(lambda: set(nginx_workers(stack)) - before, what="new workers")
        stack.wait_until(lambda: len(nginx_workers(stack)) == workers, 40, "the old workers have left")
        stack.wait_until(lambda: swarm.all_open, 20, "all are back")
        stack.wait_until(lambda: descriptors(stack.stream) <= files, 20, "descriptors are where they were")
        assert swarm.statuses <= {200}
        if not is_sanitized(stack.stream):
            assert own_bytes(stack.stream) < memory + OF_AN_ALLOCATOR


@pytest.mark.limit(60)
def test_clients_that_vanish_are_gone_with_all_they_had(stack, sessions):
    """Some close, some are reset, some leave nginx only half a connection."""
    open_directly(stack, sessions[0]).close()
    files = descriptors(stack.stream)
    with Swarm(stack.port, sessions, each=10) as swarm:
        stack.wait_until(lambda: swarm.all_open, 20, "all are open")
        for number, reader in enumerate(swarm.readers):
            if number % 2:
                reader.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    first = own_bytes(stack.stream)
    stack.wait_until(lambda: descriptors(stack.stream) <= files, 30, "their descriptors are closed")
    with Swarm(stack.port, sessions, each=10) as swarm:
        stack.wait_until(lambda: swarm.all_open, 20, "others are open")
        if not is_sanitized(stack.stream):
            assert own_bytes(stack.stream) < first + OF_AN_ALLOCATOR, "the first ones' memory is not used again"
    session = sessions[-1]
    session.start()
    wait_for_event(session, "QUESTION_SET_COMPLETED")
