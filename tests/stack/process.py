"""
One child process: start, stop, kill, pause. It leads a process group of its own, writes into a log file, hears
SIGTERM when whoever started it dies, and gets an environment that holds nothing of ours but a short list.
"""
import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# The kernel sends the "parent has died" signal when the thread that forked ends, so one thread that lives as long as
# the program itself does all forking.
_forker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forker")

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
             "TSAN_OPTIONS", "GREENROOM_FAULT")


def child_environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """What a child may see of our environment: no AI key, nothing by accident."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", **kept, **(extra or {})}


def signal_group(leader: int, number: int) -> None:
    """Signal a process and what it has started; nobody there is fine."""
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        pass


class Program:
    """
    A program that should be running. exits: the exit code of every run that ended by stop(). died_alone: the last run
    ended without stop(), kill() or anybody who waited for it.
    """

    def __init__(self, name: str, argv: list[str], log: Path, *, stdin=None, environment: dict | None = None,
                 stop_timeout_s: float = 30):
        self.name = name
        self.argv = [str(word) for word in argv]
        self.log = Path(log)
        self.exits: list[int] = []
        self._stdin = stdin
        self.environment = environment
        self._stop_timeout_s = stop_timeout_s
        self._process: subprocess.Popen | None = None
        self._end_expected = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """Of the last run; None while it runs or before the first."""
        return self._process.poll() if self._process else None

    @property
    def died_alone(self) -> bool:
        return self._process is not None and not self.running and not self._end_expected

    @property
    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def start(self) -> "Program":
        if self.running:
            return self
        self.clear()
        self._end_expected = False
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._process = _forker.submit(self._fork).result()
        return self

    def _fork(self) -> subprocess.Popen:
        with open(self.log, "ab") as log:
            return subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *self.argv], stdout=log, stderr=log,
                                    stdin=self._stdin if self._stdin is not None else subprocess.DEVNULL,
                                    env=child_environment(self.environment), start_new_session=True)

    def stop(self, timeout_s: float | None = None) -> int | None:
        """SIGTERM, wait, SIGKILL what is left; the exit code (negative: the signal that ended it)."""
        if not self._process:
            return None
        if self.running:
            self._end_expected = True
            self.cont()
            self._process.send_signal(signal.SIGTERM)
            try:
                self.exits.append(self._process.wait(timeout_s or self._stop_timeout_s))
            except subprocess.TimeoutExpired:
                self.kill()
                self.exits.append(-signal.SIGKILL)
        code = self._process.poll()
        self.clear()
        return code

    def kill(self) -> None:
        """kill -9, children included; returns when it is gone."""
        if self._process:
            self._end_expected = True
            signal_group(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def await_end(self, timeout_s: float = 10) -> int:
        """Wait for an end that the test has caused by other means; the exit code."""
        self._end_expected = True
        return self._process.wait(timeout_s)

    def clear(self) -> None:
        """Kill what a dead leader may have left behind, such as nginx' workers holding the port."""
        if self._process and not self.running:
            signal_group(self._process.pid, signal.SIGKILL)

    def pause(self) -> None:
        signal_group(self._process.pid, signal.SIGSTOP)

    def cont(self) -> None:
        signal_group(self._process.pid, signal.SIGCONT)

    def restart(self) -> None:
        self.stop()
        self.start()

    def send_signal(self, number: int) -> None:
        self._process.send_signal(number)
