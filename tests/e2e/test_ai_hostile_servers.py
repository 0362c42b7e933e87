"""Servers that answer with anything but an answer: nothing is kept, nobody waits for ever, the key goes nowhere else."""
import gzip
import json
import socket
import threading
import time

import pytest

from tests.e2e.behind_nginx import own_bytes, is_sanitized
from tests.e2e.support import wait_for_event, wait_for_status
from tests.stack import ai_settings
from tests.stack.settings import merged

KEY = "sk-canary-0123456789abcdef"
MB = 1 << 20
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
ROOM = 24 * MB      # what all of a hostile answer may cost, before anything is given back


def event(data: dict | bytes) -> bytes:
    return b"data: " + (data if isinstance(data, bytes) else json.dumps(data).encode()) + b"\n\n"


def chunk(content: str, finish: str | None = None) -> bytes:
    return event({"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": finish}]})


GOOD = chunk(json.dumps({"questions": [
    {"text": "Tell me about a day at work that went well for you."},
    {"text": "How do you plan a shift with more tasks than time?"}]}), "stop") + event(b"[DONE]")


class Hostile:
    """Answers each request by calling answer(send); send raises OSError once the client has left."""

    def __init__(self):
        self.answer = lambda send: send(HEAD + b"\r\n" + GOOD)
        self.requests: list[bytes] = []
        self.sent = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with connection:
            data = b""
            while b"\r\n\r\n" not in data or not data.endswith(b"}"):
                piece = connection.recv(65536)
                if not piece:
                    return
                data += piece
            self.requests.append(data)

            def send(piece: bytes) -> None:
                connection.sendall(piece)
                self.sent += len(piece)
            try:
                self.answer(send)
            except OSError:
                pass


@pytest.fixture(name="server")
def hostile_server():
    server = Hostile()
    yield server
    server.close()


@pytest.fixture(name="stack")
def stack_at_server(server, new_stack, tmp_path):
    ai = ai_settings("openai", server.url + "/v1", "m", KEY, folder=tmp_path)
    clocks = {"connect_ms": 1000, "first_content_ms": 2500, "stall_ms": 2500, "total_ms": 5000}
    return new_stack(merged(ai, {"ai": clocks, "generator": {"threads": 1},
                                 "generation": {"attempts": 1, "candidate_retries": 0}}))


def forever(piece: bytes, pause_s: float = 0):
    def answer(send):
        send(HEAD + b"\r\n")
        while True:
            send(piece)
            time.sleep(pause_s)
    return answer


def endless_headers(send):
    send(HEAD)
    while True:
        send(b"X-Filler: " + b"y" * 4000 + b"\r\n")


def one_endless_header(send):
    send(HEAD + b"X-Filler: ")
    while True:
        send(b"y" * 65536)


def dripping_headers(send):
    for byte in HEAD * 100:
        send(bytes([byte]))
        time.sleep(1)


def endless_interim(send):
    while True:
        send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)


def bomb(send):
    send(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b" " * (64 * MB)))


def whole_json(send):
    send(HEAD.replace(b"text/event-stream", b"application/json") + b"\r\n{\"choices\": [\"")
    while True:
        send(b"z" * 65536)


def error_body(send):
    send(b"HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n")
    while True:
        send(b"z" * 65536)


@pytest.mark.parametrize("answer, outcomes", [
    (forever(b": comment\n\n" * 5000), {"timeout", "server"}),
    (forever(b"x" * 65536), {"server"}),                            # a line without an end
    (forever(event(b"x" * MB)), {"server"}),
    (forever(event({"choices": []}) * 1000), {"timeout", "server"}),
    (forever(chunk(" prose and prose", None) * 500), {"timeout", "server"}),
    (forever(chunk("\x00\x00[[[[{{{{", None) * 500), {"timeout", "server"}),
    (forever(b"\xff\xfe\x00" * 20000), {"server"}),
    (forever(b"\x00" * 65536), {"server"}),
    (forever(b":\n", 1), {"timeout"}),
    (forever(b"\n" * 65536), {"timeout", "server"}),
    (endless_headers, {"server"}),
    (one_endless_header, {"server"}),
    (dripping_headers, {"timeout"}),
    (endless_interim, {"server"}),
    (bomb, {"truncated", "server"}),
    (whole_json, {"server"}),
    (error_body, {"server"}),
], ids=lambda value: value.__name__ if callable(value) else "")
def test_nothing_of_it_is_kept_and_it_ends(stack, server, answer, outcomes):
    warm = stack.create_session(role="Warming up", questions=2)
    warm.start()
    wait_for_event(warm, "QUESTION_SET_COMPLETED")
    before, server.answer = own_bytes(stack.generator), answer
    session = stack.create_session(role="Hostile server")
    session.start()
    peak = 0
    end = time.monotonic() + 12
    while session.status != "ERROR":
        assert time.monotonic() < end
        peak = max(peak, own_bytes(stack.generator))
        time.sleep(0.05)
    failed = [e["payload"]["class"] for e in session.events() if e["eventType"] == "GENERATION_ATTEMPT_FAILED"]
    assert len(failed) == 1 and failed[0] in outcomes
    assert is_sanitized(stack.generator) or peak - before < ROOM, f"{(peak - before) / MB:.1f} MB"
    assert KEY not in stack.generator.log_text
    server.answer = lambda send: send(HEAD + b"\r\n" + GOOD)
    healthy = stack.create_session(role="Healthy again", questions=2)
    healthy.start()
    wait_for_status(healthy, "IN_SESSION")


@pytest.mark.parametrize("status, failure", [(401, "auth"), (404, "request"), (503, "server")])
def test_a_refusal_whose_body_does_not_end_is_still_that_refusal(stack, server, status, failure):
    def answer(send):
        send(b'HTTP/1.1 %d No\r\nContent-Length: 100\r\n\r\n{"error": ' % status)
        time.sleep(20)
    server.answer = answer
    session = stack.create_session()
    session.start()
    wait_for_status(session, "ERROR")
    assert f"class={failure}" in stack.generator.log_text


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(stack, server, status):
    other = Hostile()
    server.answer = lambda send: send(b"HTTP/1.1 %d Moved\r\nLocation: %s/v1/chat/completions\r\n"
                                      b"Content-Length: 0\r\n\r\n" % (status, other.url.encode()))
    session = stack.create_session()
    session.start()
    wait_for_status(session, "ERROR")
    other.close()
    assert len(server.requests) == 1 and other.requests == []
    assert "class=request" in stack.generator.log_text


@pytest.mark.parametrize("value", ["99999999999999999999", "86400", "-1", "Fri, 31 Dec 9999 23:59:59 GMT", "1e9", "\x01"])
def test_an_absurd_retry_after_ends_neither_the_generator_nor_the_wait(stack, server, value):
    stack.configure(generation={"attempts": 2, "deadline": "20s", "backoff_ms": 1})
    stack.wait_until(lambda: "ready" in stack.generator.log_text)
    stack.generator.restart()
    server.answer = lambda send: send(f"HTTP/1.1 429 No\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n".encode())
    session = stack.create_session()
    session.start()
    wait_for_status(session, "ERROR")
    waits = [e["payload"] for e in session.events() if e["eventType"] == "GENERATION_ATTEMPT_FAILED"]
    assert waits[0]["class"] == "rate_limited"
    said = value.isdigit() or "9999" in value
    assert waits[0]["willRetry"] is not said, "longer than the candidate may be kept waiting: an error at once"
