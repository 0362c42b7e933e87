"""Arming crash points, many sessions at once, and waiting for their ends."""
import json
import re
import signal
import subprocess
from collections import Counter
from pathlib import Path

from tests.stack import Program, Session, Stack, wait_until
from tests.stack.process import child_environment

ENDS = ("IN_SESSION", "ERROR")
ONCE = ("SESSION_STARTED", "QUESTIONS_GENERATED", "QUESTION_PRESENTED", "QUESTION_SET_COMPLETED")


class Fault:
    """The file that tells the programs where to die (common/fault.h)."""

    def __init__(self, path: Path):
        self.path = path

    def __call__(self, point: str, nth: int = 1, action: str = "KILL") -> None:
        half = self.path.with_suffix(".new")
        half.write_text(f"{point} {nth} {action}\n")
        half.rename(self.path)

    def disarm(self) -> None:
        self.path.unlink(missing_ok=True)

    @property
    def struck(self) -> bool:
        return not self.path.exists()


def tidy(stack: Stack) -> None:
    """Stop the further processes that a test has started, and forget them."""
    for program in stack.extra_programs:
        if program.running:
            program.cont()
            awake(program).stop()
    stack.extra_programs.clear()
    if stack.generator.running:
        awake(stack.generator)


def awake(program: Program) -> Program:
    """Wait until it handles SIGTERM instead of dying of it: SIGPIPE is taken care of by then."""
    def handles():
        signals = re.findall(r"Sig(?:Ign|Cgt):\s*(\w+)", Path(f"/proc/{program.pid}/status").read_text())
        return any(int(mask, 16) >> (signal.SIGPIPE - 1) & 1 for mask in signals)
    wait_until(handles, 10, f"{program.name} is up")
    return program


def restart(*programs: Program) -> None:
    for program in programs:
        program.restart()
        awake(program)


def many_sessions(stack: Stack, count: int, role: str = "Nurse") -> list[Session]:
    lines = stack.ctl("session", "create", "--count", str(count), "--role", role, parse=False).splitlines()
    return [Session(stack, json.loads(line)) for line in lines]


def start_until_accepted(stack: Stack, session: Session, timeout_s: float = 20) -> None:
    """What a browser does: repeat the start until somebody says yes."""
    def accepted():
        try:
            return session.start().status in (200, 202)
        except OSError:
            return False
    wait_until(accepted, timeout_s, f"start of {session.session_id} accepted")


def states(stack: Stack, sessions: list[Session]) -> dict[str, str]:
    """Status by session, and OPEN for those whose job isn't finished."""
    ids = ", ".join(f"'{s.session_id}'" for s in sessions)
    rows = stack.sql("SELECT s.session_id AS id, IF(MAX(j.due_at) IS NULL, s.status, 'OPEN') AS state FROM session s "
                     f"LEFT JOIN job j ON j.session_id = s.session_id WHERE s.session_id IN ({ids}) "
                     "GROUP BY s.session_id, s.status")
    return {row["id"]: row["state"] for row in rows}


def settled(stack: Stack, sessions: list[Session], timeout_s: float = 25) -> Counter:
    """Wait until every session is at one of its ends and its job is done; how many are where."""
    def all_ended():
        try:
            found = Counter(states(stack, sessions).values())
        except RuntimeError:
            return None     # the database is away
        return found if sum(found[end] for end in ENDS) == len(sessions) else None
    return wait_until(all_ended, timeout_s, "every session at an end", every_s=0.1)


def all_in_session(stack: Stack, sessions: list[Session], timeout_s: float = 25) -> None:
    assert settled(stack, sessions, timeout_s) == {"IN_SESSION": len(sessions)}
    for session in sessions:
        check_once(session)


def check_once(session: Session) -> list[dict]:
    """One interview, whatever happened on the way; its log."""
    events = session.events()
    counted = Counter(event["eventType"] for event in events)
    assert all(counted[name] == 1 for name in ONCE), counted
    stored = [e for e in events if e["eventType"] == "QUESTION_SET_COMPLETED"][0]["payload"]
    assert stored["planned"] == stored["stored"] == 5
    return events


def check_calls(stack: Stack, fake_ai, sessions: list[Session]) -> None:
    """One AI call an attempt, whichever way the attempts ended."""
    ids = ", ".join(f"'{s.session_id}'" for s in sessions)
    counted = stack.sql("SELECT COUNT(*) AS n FROM job_attempt a JOIN job j ON j.job_id = a.job_id "
                        f"WHERE j.session_id IN ({ids}) AND a.ai_calls > 0")
    assert len(sessions) <= fake_ai.calls <= int(counted[0]["n"])


def payloads(session: Session, event_type: str) -> list[dict]:
    return [event["payload"] for event in session.events() if event["eventType"] == event_type]


def attempts(stack: Stack, session: Session) -> list[dict]:
    """The claims of a session's jobs, in order."""
    return stack.sql("SELECT a.attempt, a.fence, a.outcome, a.ai_calls, a.worker FROM job_attempt a JOIN job j "
                     f"ON j.job_id = a.job_id WHERE j.session_id = '{session.session_id}' ORDER BY a.fence")


class SideClient:
    """Somebody else at the database: statements in one connection of their own, for locks that are held."""

    def __init__(self, stack: Stack):
        self._stack = stack
        self._process = subprocess.Popen(
            ["mariadb", "--no-defaults", f"--socket={stack.mariadb.socket}", f"--user={stack.mariadb.user}", "--batch",
             "--skip-column-names", "--unbuffered", "--force", "greenroom"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=child_environment())
        self._count = 0

    def send(self, sql: str) -> None:
        """Run without waiting for the end."""
        self._count += 1
        self._process.stdin.write(f"{sql};\nSELECT 'end of {self._count}';\n")
        self._process.stdin.flush()

    def run(self, sql: str) -> list[str]:
        """Run, and return what was printed."""
        self.send(sql)
        lines = []
        while (line := self._process.stdout.readline()) and line != f"end of {self._count}\n":
            lines.append(line.rstrip("\n"))
        return lines

    def await_waiting(self, wanted: bool) -> None:
        """Until somebody waits for a lock, or nobody does. InnoDB renews what it tells only after 0.1 s of not being
        asked."""
        query = "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
        wait_until(lambda: bool(self._stack.sql(query)) == wanted, 10, f"lock wait: {wanted}", every_s=0.2)

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)
