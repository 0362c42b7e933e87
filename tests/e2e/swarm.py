"""Many EventSources in one thread: each reads, comes back after the pause it was told, and keeps what it met."""
import re
import selectors
import socket
import threading
import time

from tests.stack import Session

OPENING_AT_ONCE = 100   # well below the backlog of any listener on the way


class Reader:
    """One of them. HTTP/1.0, so that the stream comes as it is and ends with its connection."""

    def __init__(self, session: Session, cursor: int):
        self.session = session
        self.cursor = cursor
        self.ids: list[int] = []
        self.statuses: list[int] = []       # of each answer; 0: there was none
        self.opened_at: list[float] = []
        self.retry_s = 3.0
        self.due: float | None = 0.0        # when to connect; None: connected, or sent away
        self.connection: socket.socket | None = None
        self._received = b""

    def __repr__(self):
        return f"a reader with ids {self.ids}, statuses {self.statuses}"

    @property
    def sent_away(self) -> bool:
        """By an answer after which an EventSource doesn't come back."""
        return bool(self.statuses) and self.statuses[-1] not in (0, 200)

    @property
    def is_open(self) -> bool:
        return self.connection is not None and b"data:" in self._received

    def connect(self, port: int) -> socket.socket:
        self.due = None
        self._received = b""
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.connection.sendall((f"GET {self.session.api}/stream HTTP/1.0\r\nAuthorization: Bearer {self.session.token}\r\n"
                                 f"Last-Event-ID: {self.cursor}\r\n\r\n").encode())
        return self.connection

    def read(self) -> bool:
        """False: that was the end of the connection."""
        try:
            piece = self.connection.recv(65536)
        except OSError:
            piece = b""
        was_open = self.is_open
        self._received += piece
        if self.is_open and not was_open:
            self.opened_at.append(time.monotonic())
        self._take_frames()
        if not piece:
            self._ended()
        return bool(piece)

    def _take_frames(self) -> None:
        """What is complete; the head of the answer and a mark that it is open stay in front."""
        head, gap, body = self._received.partition(b"\r\n\r\n")
        if not gap:
            return
        whole, ended, rest = body.rpartition(b"\n\n")
        for found in re.findall(rb"^id: ?(\d+)$", whole, re.MULTILINE):
            self.cursor = int(found)
            self.ids.append(self.cursor)
        for found in re.findall(rb"^retry: ?(\d+)$", whole, re.MULTILINE):
            self.retry_s = int(found) / 1000
        if ended:
            mark = b"data:" if b"data:" in body else b""
            self._received = head + gap + mark + b"\n" + rest

    def _ended(self) -> None:
        match = re.match(rb"HTTP/1.1 (\d+)", self._received)
        self.statuses.append(int(match[1]) if match else 0)
        self.connection.close()
        self.connection = None
        if not self.sent_away:
            self.due = time.monotonic() + self.retry_s


class Swarm:
    """Readers at work until the end of the `with`, which cuts them off."""

    def __init__(self, port: int, sessions: list[Session], each: int = 1, cursor: int = 2):
        self.readers = [Reader(session, cursor) for session in sessions for _ in range(each)]
        self._port = port
        self._stopping = False
        self._selector = selectors.DefaultSelector()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Swarm":
        self._thread.start()
        return self

    def __exit__(self, *exc) -> None:
        self._stopping = True
        self._thread.join()
        for reader in self.readers:
            if reader.connection:
                reader.connection.close()

    @property
    def open_count(self) -> int:
        return sum(reader.is_open for reader in self.readers)

    @property
    def all_open(self) -> bool:
        return self.open_count == len(self.readers)

    @property
    def all_sent_away(self) -> bool:
        return all(reader.sent_away for reader in self.readers)

    @property
    def statuses(self) -> set[int]:
        """All that anybody met."""
        return {status for reader in self.readers for status in reader.statuses}

    def _run(self) -> None:
        while not self._stopping:
            self._connect_due()
            for key, _ in self._selector.select(0.02):
                reader, connection = key.data, key.fileobj
                if not reader.read():
                    self._selector.unregister(connection)

    def _connect_due(self) -> None:
        now = time.monotonic()
        opening = sum(reader.connection is not None and not reader.is_open for reader in self.readers)
        for reader in self.readers:
            if reader.due is None or reader.due > now or opening >= OPENING_AT_ONCE:
                continue
            self._selector.register(reader.connect(self._port), selectors.EVENT_READ, reader)
            opening += 1
