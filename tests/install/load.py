"""
Candidates at work, until standard input ends: each opens a link, starts, waits for the first question and looks again.
Run inside the container's network: load.py PORT TOKEN... Prints one line of JSON: what was answered.
"""
import http.client
import json
import sys
import threading
import time

CANDIDATES = 8
LOOKS = 20


class Tally:
    def __init__(self):
        self._lock = threading.Lock()
        self.answers = 0
        self.interviews = 0
        self.failures: list[str] = []

    def count(self, what: str, status: int | str) -> None:
        with self._lock:
            self.answers += 1
            if status not in (200, 202):
                self.failures.append(f"{what}: {status}")


def ask(port: int, tally: Tally, method: str, path: str, headers: dict | None = None) -> tuple[dict, bytes]:
    """A request on a connection of its own, as most candidates' are."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        tally.count(f"{method} {path.split('/')[-1] if 'api' in path else 'link'}", answer.status)
        return dict(answer.getheaders()), body
    except (OSError, http.client.HTTPException) as failure:
        tally.count(f"{method}", repr(failure))
        return {}, b"{}"
    finally:
        connection.close()


def interview(port: int, tally: Tally, token: str) -> None:
    headers, _ = ask(port, tally, "GET", f"/s/{token}")
    session = headers.get("Set-Cookie", "").partition("Path=")[2].partition(";")[0]
    if not session:
        return
    credential = {"Authorization": f"Bearer {token}"}
    ask(port, tally, "POST", f"{session}/start", credential)
    looked_on = 0
    deadline = time.monotonic() + 60
    while looked_on < LOOKS and time.monotonic() < deadline:
        _, body = ask(port, tally, "GET", f"{session}/now", credential)
        try:
            looked_on += json.loads(body)["session"]["status"] == "IN_SESSION"
        except (ValueError, KeyError):
            pass
        time.sleep(0.05)
    with tally._lock:
        tally.interviews += looked_on == LOOKS


def main() -> None:
    port = int(sys.argv[1])
    tokens = iter(sys.argv[2:])
    tally, lock, over = Tally(), threading.Lock(), threading.Event()

    def candidate() -> None:
        while not over.is_set():
            with lock:
                token = next(tokens, None)
            if token is None:
                return
            interview(port, tally, token)

    threads = [threading.Thread(target=candidate) for _ in range(CANDIDATES)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()
    print(json.dumps({"answers": tally.answers, "interviews": tally.interviews, "failures": tally.failures}))


if __name__ == "__main__":
    main()
