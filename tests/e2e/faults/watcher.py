"""
A reader who never looks away: polls /now and reads the stream through everything that breaks, and tells if either ever
went back: a state behind one seen before, another question, an event twice or out of order.
"""
import http.client
import threading

from tests.stack import HttpClient, Session, Stack

POLL_S = 0.05
RANKS = {"NOT_STARTED": 0, "GENERATING_QUESTIONS": 1, "ERROR": 2, "IN_SESSION": 3}


class Watcher:
    """Use it in a `with`; leaving it raises what was seen going back, and how much was seen at all."""

    def __init__(self, stack: Stack, *sessions: Session, streams: bool = True):
        self.complaints: list[str] = []
        self.polls = self.frames = 0
        self._http = HttpClient(stack.port, timeout_s=3)
        self._sessions = sessions
        self._enough = threading.Event()
        self._open: set = set()
        self._threads = [threading.Thread(target=self._poll_all, daemon=True)]
        if streams:
            self._threads += [threading.Thread(target=self._read, args=(s,), daemon=True) for s in sessions]

    def __enter__(self) -> "Watcher":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind, value, trace) -> None:
        self._enough.set()
        for stream in list(self._open):
            stream.cut()
        for thread in self._threads:
            thread.join(10)
        if kind is None:
            assert not self.complaints, "\n".join(self.complaints)
            assert self.polls > 0, "nothing was seen"

    # /now

    def _poll_all(self) -> None:
        seen: dict[str, dict] = {}
        last = False
        while not last:
            last = self._enough.wait(POLL_S)
            for session in self._sessions:
                now = self._now(session)
                if now and session.session_id in seen:
                    self._judge(session, seen[session.session_id], now)
                if now:
                    seen[session.session_id] = now

    def _now(self, session: Session) -> dict | None:
        try:
            answer = self._http.get(f"{session.api}/now", token=session.token)
        except (OSError, http.client.HTTPException):
            return None
        if answer.status == 200:
            self.polls += 1
            return answer.json
        if answer.status not in (502, 503, 504):
            self._complain(session, f"/now answered {answer.status}")
        return None

    def _judge(self, session: Session, before: dict, now: dict) -> None:
        if place(now) < place(before):
            self._complain(session, f"/now went from {place(before)} to {place(now)}")
        if place(now)[0] == place(before)[0] and {status(before), status(now)} == {"ERROR", "IN_SESSION"}:
            self._complain(session, "a failed generation came back to life")
        if now["session"]["updatedAt"] < before["session"]["updatedAt"]:
            self._complain(session, "updatedAt went back")
        if before["question"] and identity(now) != identity(before):
            self._complain(session, "the question changed")

    # the stream

    def _read(self, session: Session) -> None:
        last = 0
        while not self._enough.is_set():
            try:
                headers = {"Last-Event-ID": str(last)} if last else None
                with self._http.stream(f"{session.api}/stream", token=session.token, headers=headers) as stream:
                    if stream.status == 204:
                        return
                    last = self._follow(session, stream, last)
            except (OSError, http.client.HTTPException):
                pass
            self._enough.wait(POLL_S)

    def _follow(self, session: Session, stream, last: int) -> int:
        """Read one connection to its end; the id to come back with."""
        self._open.add(stream)
        try:
            while not self._enough.is_set() and stream.status == 200 and (frame := stream.read()):
                self.frames += 1
                if frame.id is None:
                    continue
                if last and int(frame.id) != last + 1:
                    self._complain(session, f"event {frame.id} came behind {last}")
                last = int(frame.id)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            self._open.discard(stream)
        return last

    def _complain(self, session: Session, what: str) -> None:
        self.complaints.append(f"{session.session_id}: {what}")


def status(now: dict) -> str:
    return now["session"]["status"]


def place(now: dict) -> tuple[int, int]:
    """Where in the interview this is; it may only rise."""
    return now["session"]["generation"], RANKS[status(now)]


def identity(now: dict):
    return (now["question"]["questionId"], now["question"]["text"]) if now["question"] else None
