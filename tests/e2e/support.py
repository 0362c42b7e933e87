"""What the end-to-end tests share: raw answers, waiting for a state, and holding a stream against the contract."""
import json
import re
import socket

from tests import openapi
from tests.stack import Answer, Session, Stack, wait_until

SECONDS_TO_QUESTION = 15


def wait_for_status(session: Session, status: str, timeout_s: float = SECONDS_TO_QUESTION) -> dict:
    """Poll /now to this status; the projection."""
    def there():
        now = session.now()
        return now if now["session"]["status"] == status else None
    return wait_until(there, timeout_s, f"session {session.session_id} is {status}")


def wait_for_event(session: Session, event_type: str, timeout_s: float = SECONDS_TO_QUESTION) -> list:
    """Wait until the log holds the event; the whole log."""
    def there():
        events = session.events()
        return events if any(e["eventType"] == event_type for e in events) else None
    return wait_until(there, timeout_s, f"{event_type} in the log of {session.session_id}", every_s=0.1)


def begin(stack: Stack, **options) -> Session:
    """A session with Question 1 on the screen and its whole set stored."""
    session = stack.create_session(**options)
    session.start()
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    return session


def rows(stack: Stack, session: Session) -> dict:
    """How many rows each table holds for a session: the measure of 'nothing written'."""
    counts = ", ".join(f"(SELECT COUNT(*) FROM {table} WHERE session_id = '{session.session_id}') AS {table}"
                       for table in ("event", "question", "job", "invite"))
    return stack.sql(f"SELECT {counts}, last_seq, updated_at FROM session WHERE session_id = '{session.session_id}'")[0]


def calls_for(fake_ai, role: str) -> list:
    """The calls whose prompt holds this role; tests that share a double tell theirs apart by it."""
    return [call for call in fake_ai.records if role in call.text]


def raw_request(method: str, target: str | bytes, headers: dict | None = None, body: bytes = b"") -> bytes:
    """The bytes of a request; header values may be bytes that are no text."""
    target = target.encode() if isinstance(target, str) else target
    lines = [method.encode() + b" " + target + b" HTTP/1.1", b"Host: 127.0.0.1", b"Connection: close"]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    for name, value in (headers or {}).items():
        lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def raw_answer(stack: Stack, request: bytes, method: str = "GET", path: str = "/") -> tuple[Answer, bytes]:
    """Send these bytes, then listen; the answer, held against the contract as method and path, and its own bytes."""
    received = exchange(stack.port, request)
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    assert status.startswith("HTTP/1.1 "), f"no HTTP answer: {received[:200]!r}"
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = unchunked(body)
    answer = Answer(method, path, int(status.split()[1]), headers, body)
    openapi.check_answer(method, path, answer.status, headers, body)
    return answer, received


def exchange(port: int, request: bytes) -> bytes:
    """All that the server says to a request with `Connection: close`. The sending side stays open: a client that closes
    it has left, for nginx, and gets nothing."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        try:
            connection.sendall(request)
        except OSError:
            pass    # refused before it had everything
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionError:
            pass
    return received


def unchunked(body: bytes) -> bytes:
    out = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        n = int(size, 16)
        out, body = out + body[:n], body[n + 2:]
        if n == 0:
            break
    return out


def anonymous(received: bytes) -> bytes:
    """An answer's bytes without what may differ: request id and date."""
    request_id = re.search(rb"(?i)x-request-id: ([0-9a-f]{32})", received).group(1)
    received = received.replace(request_id, b"0" * 32)
    return re.sub(rb"(?i)(\r\ndate: )[^\r]+", rb"\1-", received)


def check_stream(stream) -> None:
    """What holds for every stream: its headers, an id for each event and no tick, ids rising, never twice."""
    assert stream.status == 200 and stream.headers["content-type"].startswith("text/event-stream")
    assert stream.headers["cache-control"] == "no-store"
    assert re.fullmatch("[0-9a-f]{32}", stream.headers["x-request-id"])
    ids = event_ids(stream)
    assert ids == sorted(set(ids)), f"ids out of order or twice: {ids}"
    for frame in stream.frames:
        assert (frame.id is not None) == ("event" in frame.json["payload"]), frame


def event_ids(stream) -> list:
    return [int(frame.id) for frame in stream.frames if frame.id is not None]


def stages(stream) -> list:
    return [frame.json["payload"].get("stage") for frame in stream.frames]


def embedded(page: str) -> dict:
    """The projection that the entry page carries."""
    found = re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found, "the page carries no projection"
    return json.loads(found.group(1))
