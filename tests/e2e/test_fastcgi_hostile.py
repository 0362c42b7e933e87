"""
Hostile peers on the FastCGI sockets. Only nginx' group can connect there; should anybody else get in, or nginx be broken
into, the services have to survive, and to go on serving.
"""
import random
import socket
import struct
import threading
import time

import pytest

from tests.e2e.behind_nginx import BEGIN, PARAMS, STDIN, descriptors, fastcgi_request, pairs, record
from tests.stack.stack import Stack

SERVICES = ("stream", "api")
THREADS = 8             # as many as a gate of either service has, or more
HEADER = struct.Struct(">BBHHBx")


@pytest.fixture(name="stack", scope="module")
def plain_stack(new_shared_stack) -> Stack:
    return new_shared_stack({"ai": {"provider": "bank"}})


def connect(stack: Stack, service: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(10)
    connection.connect(str(stack.run_dir / f"{service}.sock"))
    return connection


def assert_serves(stack: Stack, service: str, session, within_s: float = 8) -> None:
    """Whoever comes in by nginx is served as ever."""
    begun = time.monotonic()
    if service == "stream":
        with session.stream() as stream:
            assert stream.read().json["type"] == "status"
    else:
        assert session.get_now().status == 200
    assert time.monotonic() - begun < within_s
    assert not getattr(stack, service).died_alone


def is_hung_up(connection: socket.socket) -> bool:
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


def whole(session, path: str = "/stream") -> bytes:
    return fastcgi_request(session, DOCUMENT_URI=session.api + path) + record(STDIN, b"")


def beginnings(session) -> list[bytes]:
    """Requests that stop somewhere."""
    request = whole(session)
    return [b"", request[:1], request[:7], request[:8], request[:20], request[:60], fastcgi_request(session)[:-8]]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.limit(90)
def test_peers_that_stop_half_way_hold_nobody_up(stack, service):
    session = stack.create_session()
    files = descriptors(getattr(stack, service))
    stopped = []
    for beginning in beginnings(session):
        for _ in range(THREADS):
            stopped.append(connect(stack, service))
            stopped[-1].sendall(beginning)
        assert_serves(stack, service, session)
    stack.wait_until(lambda: descriptors(getattr(stack, service)) <= files + 12, 40, "all of them are hung up on")
    for connection in stopped:
        connection.close()


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.limit(60)
def test_peers_that_send_byte_by_byte_hold_nobody_up(stack, service):
    session = stack.create_session()
    request, stop = whole(session), threading.Event()

    def drip(connection):
        for at in range(len(request)):
            try:
                connection.sendall(request[at:at + 1])
            except OSError:
                return
            if stop.wait(0.4):
                return

    slow = [connect(stack, service) for _ in range(THREADS)]
    threads = [threading.Thread(target=drip, args=(one,)) for one in slow]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            assert_serves(stack, service, session)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        for one in slow:
            one.close()


def test_a_request_that_comes_in_pieces_is_served(stack):
    session = stack.create_session()
    connection = connect(stack, "stream")
    request = whole(session)
    for at in range(0, len(request), 50):
        connection.sendall(request[at:at + 50])
        time.sleep(0.02)
    received = b""
    while b'"type":"status"' not in received:
        piece = connection.recv(65536)
        assert piece, received
        received += piece
    connection.close()


LONG = struct.pack(">II", 0xffffffff, 0xffffffff)
ABSURD = {
    "a name of 2 GB": record(PARAMS, LONG + b"x"),
    "lengths that add up to nothing": record(PARAMS, struct.pack(">II", 0xffffffff, 0x80000001) + b"x" * 64),
    "a name longer than the parameters": record(PARAMS, b"\x7f\x7fshort"),
    "half a length": record(PARAMS, b"\xff\xff"),
    "a record of unknown type": record(77, b"?" * 100),
    "another role": b"",
    "another request": record(PARAMS, pairs({"REQUEST_METHOD": "GET"}), request_id=2),
    "a second beginning": record(BEGIN, struct.pack(">HB5x", 1, 0)),
    "an abort": record(2, b""),
    "a question about values": HEADER.pack(1, 9, 0, 0, 0),
    "another version": HEADER.pack(2, PARAMS, 1, 0, 0),
}


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("what", ABSURD)
def test_what_is_not_a_request_is_hung_up_on(stack, service, what):
    session = stack.create_session()
    begin = record(BEGIN, struct.pack(">HB5x", 7 if what == "another role" else 1, 0))
    for _ in range(3):
        connection = connect(stack, service)
        try:
            connection.sendall(begin + ABSURD[what] + record(PARAMS, b"") + record(STDIN, b""))
        except OSError:
            pass    # it has hung up already
        assert is_hung_up(connection)
        connection.close()
    assert_serves(stack, service, session)


@pytest.mark.parametrize("service", SERVICES)
def test_many_request_ids_on_one_connection(stack, service):
    session = stack.create_session()
    connection = connect(stack, service)
    try:
        for number in range(1, 200):
            connection.sendall(record(BEGIN, struct.pack(">HB5x", 1, 1), request_id=number))
    except OSError:
        pass
    assert is_hung_up(connection)
    connection.close()
    assert_serves(stack, service, session)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.limit(60)
def test_random_bytes_are_survived(stack, service):
    session = stack.create_session()
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    request = whole(session)
    for _ in range(150):
        broken = bytearray(dice.randbytes(dice.randrange(400)) if dice.random() < 0.3 else request)
        for _ in range(dice.randrange(8) if broken else 0):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        connection = connect(stack, service)
        try:
            connection.sendall(broken[:dice.randrange(len(broken) + 1)])
            if dice.random() < 0.5:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        connection.close()
    assert_serves(stack, service, session)


@pytest.mark.parametrize("service", SERVICES)
def test_a_peer_that_wants_its_connection_kept_pins_nobody(stack, service):
    """FCGI_KEEP_CONN: the answer may come, and the connection ends all the same."""
    session = stack.create_session()
    kept = record(BEGIN, struct.pack(">HB5x", 1, 1)) + whole(session, "/nothing")[16:]
    connections = [connect(stack, service) for _ in range(THREADS)]
    for connection in connections:
        connection.sendall(kept)
    assert_serves(stack, service, session)
    assert all(is_hung_up(connection) for connection in connections)
    for connection in connections:
        connection.close()
