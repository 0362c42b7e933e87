"""Watches over the programs of a stack in the foreground: shows what they log, brings back what dies."""
import os
import re
import sys
import time
from pathlib import Path

from tests.stack.process import Program
from tests.stack.stack import Stack

LOOK_EVERY_S = 0.1
STEADY_AFTER_S = 10     # a program that lived this long starts afresh when it dies: at once, without a pause
LONGEST_PAUSE_S = 10


def say(who: str, text: str) -> None:
    """A line for the terminal, with who says it in front. That nobody reads any more is no reason to stop."""
    try:
        print(f"{who:<10} | {text}" if who else text, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Watched:
    """A program and its recent deaths."""

    def __init__(self, program: Program):
        self.program = program
        self._deaths = 0
        self._started_at = time.monotonic()
        self._back_at: float | None = None

    def look(self, now: float) -> bool:
        """Bring it back if it is dead and its pause is over; True if it was started."""
        if self.program.running:
            return False
        if self._back_at is None:
            self._back_at = now + self._pause(now)
        if now < self._back_at:
            return False
        self.program.start()
        self._started_at, self._back_at = now, None
        return True

    def _pause(self, now: float) -> float:
        self._deaths = 1 if now - self._started_at > STEADY_AFTER_S else self._deaths + 1
        pause = 0 if self._deaths == 1 else min(LONGEST_PAUSE_S, 0.25 * 2 ** (self._deaths - 2))
        say("run", f"{self.program.name} died ({how_it_ended(self.program.exit_code)}); starting it again"
                   + (f" in {pause:g} s" if pause else ""))
        return pause


class LogFile:
    """New lines of a growing file, as a person wants to see them."""

    def __init__(self, path: Path, who: str):
        self._path = path
        self._who = who
        self._offset = path.stat().st_size if path.exists() else 0
        self._rest = b""

    def show(self) -> None:
        try:
            with open(self._path, "rb") as file:
                file.seek(self._offset)
                new = file.read()
        except FileNotFoundError:
            return
        self._offset += len(new)
        *lines, self._rest = (self._rest + new).split(b"\n")
        for line in lines:
            shown = readable(self._who, line.decode(errors="replace"))
            if shown:
                say(self._who, shown)


ACCESS = re.compile(r"request=(\w+) method=(\S+) path=(\S+) status=(\d+) .*? seconds=(\S+)")


def readable(who: str, line: str) -> str:
    """A line as a person wants it: short, without journald's priority. "" hides it, as the databases' chatter."""
    if who in ("mariadb", "redis"):
        return line if re.search(r"\[ERROR\]|fatal|crash", line, re.IGNORECASE) else ""
    if match := ACCESS.search(line):
        request, method, path, status, seconds = match.groups()
        return f"{status} {method} {path} in {seconds} s, request={request}"
    return re.sub(r"^<[0-7]>", "", line).strip()


class Supervisor:
    """Shows what is logged after its creation, and in forever() keeps the programs alive."""

    def __init__(self, stack: Stack):
        self._stack = stack
        self._logs = [LogFile(program.log, program.name) for program in stack.programs]
        self._logs.append(LogFile(stack.nginx.access_log, "nginx"))

    def show_logs(self) -> None:
        for log in self._logs:
            log.show()

    def forever(self) -> None:
        watched = [Watched(program) for program in self._stack.programs]
        while True:
            self.show_logs()
            for one in watched:
                if one.look(time.monotonic()):
                    self._stack.note_started(one.program)
            time.sleep(LOOK_EVERY_S)


def how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {-code}"
    return f"exit {code}"
