"""What stands on the other side of nginx in a test: requests, a candidate's session, a raw reader of the stream."""
import http.client
import json
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Answer:
    """One HTTP answer, read to its end. Header names are lower case; a repeated header is joined by ', '."""
    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str] = field(default_factory=list)    # each Set-Cookie header as it came

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip()


@dataclass
class Frame:
    """One SSE message: its data as sent, its id if it had one."""
    data: str
    id: str | None = None

    @property
    def json(self) -> dict:
        return json.loads(self.data)


class HttpClient:
    """
    Requests to one listener, each on a connection of its own. Every observer sees every answer, every frame observer
    every message of a stream; they raise if something is wrong with it.
    """

    def __init__(self, port: int, timeout_s: float = 20):
        self.port = port
        self.timeout_s = timeout_s
        self.observers: list[Callable[[Answer], None]] = []
        self.frame_observers: list[Callable[[Frame], None]] = []

    def request(self, method: str, path: str, *, token: str | None = None, cookie: str | None = None,
                headers: dict[str, str] | None = None, body: bytes | str | dict | None = None) -> Answer:
        """A dictionary as body is sent as JSON."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if cookie is not None:
            sent["Cookie"] = cookie
        if isinstance(body, dict):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout_s)
        try:
            connection.request(method, path, body=body, headers=sent)
            answer = _answer(method, path, connection.getresponse())
        finally:
            connection.close()
        for observer in self.observers:
            observer(answer)
        return answer

    def get(self, path: str, **options) -> Answer:
        return self.request("GET", path, **options)

    def post(self, path: str, **options) -> Answer:
        return self.request("POST", path, **options)

    def stream(self, path: str, *, token: str | None = None, cookie: str | None = None,
               headers: dict[str, str] | None = None, timeout_s: float | None = None) -> "Stream":
        """Open a stream; use it in a `with`. Whatever isn't a stream is read at once and shown to the observers."""
        sent = {"Accept": "text/event-stream", **(headers or {})}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if cookie is not None:
            sent["Cookie"] = cookie
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s or self.timeout_s)
        connection.request("GET", path, headers=sent)
        stream = Stream(connection, path, self.frame_observers)
        if stream.answer:
            for observer in self.observers:
                observer(stream.answer)
        return stream

    def raw(self, data: bytes) -> bytes:
        """Send exactly these bytes, and read until the server closes or nothing comes any more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=self.timeout_s) as connection:
            received = b""
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass    # the server may have answered and closed before it had everything
            try:
                while piece := connection.recv(65536):
                    received += piece
            except OSError:
                pass
            return received


def _answer(method: str, path: str, response: http.client.HTTPResponse) -> Answer:
    headers: dict[str, str] = {}
    for name, value in response.getheaders():
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Answer(method, path, response.status, headers, response.read(), response.msg.get_all("Set-Cookie") or [])


class Session:
    """One interview as its candidate holds it: the link, and what can be asked with it."""

    def __init__(self, stack, issued: dict):
        self._stack = stack
        self.session_id: str = issued["sessionId"]
        self.token: str = issued["token"]
        self.url: str = issued["url"]
        self.expires_at: str = issued["expiresAt"]
        self.api = f"/api/session/{self.session_id}"
        self.link = f"/s/{self.token}"

    def request(self, method: str, path: str, **options) -> Answer:
        """A request to this session's API; path is what follows the session's own, e.g. "/now"."""
        options.setdefault("token", self.token)
        return self._stack.http.request(method, self.api + path, **options)

    def open(self) -> Answer:
        return self._stack.http.get(self.link)

    def start(self, **options) -> Answer:
        return self.request("POST", "/start", **options)

    def retry(self, generation: int, **options) -> Answer:
        return self.request("POST", "/retry", body={"generation": generation}, **options)

    def get_now(self, etag: str | None = None) -> Answer:
        return self.request("GET", "/now", headers={"If-None-Match": etag} if etag else None)

    def now(self) -> dict:
        """The projection; /now has to answer 200."""
        answer = self.get_now()
        assert answer.status == 200, f"/now answered {answer.status}: {answer.text}"
        return answer.json

    @property
    def status(self) -> str:
        return self.now()["session"]["status"]

    def events(self) -> list[dict]:
        """The event log with its envelopes, from greenroomctl."""
        return self._stack.ctl("session", "events", self.session_id)

    def event_types(self) -> list[str]:
        return [event["eventType"] for event in self.events()]

    def stream(self, *, last_event_id: int | str | None = None, after: int | str | None = None,
               **options) -> "Stream":
        """Open the stream; use it in a `with`."""
        options.setdefault("token", self.token)
        if last_event_id is not None:
            options.setdefault("headers", {})["Last-Event-ID"] = str(last_event_id)
        query = f"?after={after}" if after is not None else ""
        return self._stack.http.stream(f"{self.api}/stream{query}", **options)


class Stream:
    """
    A reader of the stream by hand, so that nothing is hidden: status and headers as they came, frames in order,
    comments and `retry:` kept apart. answer: what came instead of a stream.
    """

    def __init__(self, connection: http.client.HTTPConnection, path: str, observers: list[Callable[[Frame], None]]):
        self._connection = connection
        self._observers = observers
        self._response = connection.getresponse()
        self.status = self._response.status
        self.headers = {name.lower(): value for name, value in self._response.getheaders()}
        self.answer = None if self.status == 200 else _answer("GET", path, self._response)
        self.frames: list[Frame] = []
        self.comments: list[str] = []
        self.retry_ms: list[int] = []
        self.ended = False

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *exc) -> None:
        self.close()

    def close(self) -> None:
        self._response.close()
        self._connection.close()

    def cut(self) -> None:
        """End it under a reader in another thread."""
        try:
            if self._connection.sock:
                self._connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass    # it has ended by itself

    def read(self) -> Frame | None:
        """The next frame; None at the end. TimeoutError if nothing comes for the timeout."""
        data: list[str] = []
        frame_id = None
        while line := self._response.readline():
            line = line.decode().rstrip("\r\n")
            if line.startswith(":"):
                self.comments.append(line[1:].strip())
            elif line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif line.startswith("id:"):
                frame_id = line[3:].strip()
            elif match := re.fullmatch(r"retry:\s*(\d+)", line):
                self.retry_ms.append(int(match[1]))
            elif not line and data:
                return self._seen(Frame("\n".join(data), frame_id))
        self.ended = True
        return None

    def _seen(self, frame: Frame) -> Frame:
        self.frames.append(frame)
        for observer in self._observers:
            observer(frame)
        return frame

    def read_until(self, wanted: Callable[[dict], bool]) -> dict:
        """Read on to the first message that is wanted; AssertionError when the stream ends before."""
        while frame := self.read():
            if wanted(frame.json):
                return frame.json
        raise AssertionError(f"the stream ended without it; it had {[f.data for f in self.frames]}")

    def read_all(self) -> list[dict]:
        """Everything up to the end of the stream."""
        while self.read():
            pass
        return [frame.json for frame in self.frames]
