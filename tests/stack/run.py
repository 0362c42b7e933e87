"""
`make run`: a private greenroom in the foreground. It starts everything, prints the link of a demo session, shows the
programs' logs, brings back what dies, and stops it all on Ctrl-C, SIGTERM or SIGHUP.
"""
import argparse
import os
import signal
import socket
import sys
from pathlib import Path

from tests.stack.servers import ROOT
from tests.stack.settings import ai_from_environment, ai_settings
from tests.stack.stack import Stack, StackError
from tests.stack.supervise import Supervisor, say

DEMO_ROLE = "Backend engineer"
DEMO_DESCRIPTION = ROOT / "tests" / "job_descriptions" / "backend_engineer.txt"


class Terminal:
    """
    Ctrl-C is for us alone: in the foreground of a terminal, make would get it too and end with an error though all
    has gone well. So we become the terminal's foreground, and give it back at the end.
    """

    def __init__(self):
        self._before = None
        try:
            self._before = os.tcgetpgrp(0)
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)   # nobody would bring us back from a Ctrl-Z
            if self._before == os.getpgrp() != os.getpid():
                os.setpgid(0, 0)
                os.tcsetpgrp(0, os.getpgrp())
        except OSError:
            pass    # no terminal

    def give_back(self) -> None:
        try:
            if self._before is not None:
                os.tcsetpgrp(0, self._before)
        except OSError:
            pass


class Stopped(Exception):
    """A signal asked us to stop."""


def main() -> int:
    options = arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    terminal = Terminal()
    stack = None
    try:
        check_port(options.port)
        stack = prepare(options)
        supervisor = Supervisor(stack)
        link = start(stack)
        supervisor.show_logs()
        say("", f"Ready: {link}")
        supervisor.forever()
    except Stopped:
        pass
    except (StackError, OSError, RuntimeError) as failure:
        say("run", f"can't start: {failure}")
        return 1
    finally:
        ignore_signals()
        if stack:
            stop(stack)
        terminal.give_back()
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m tests.stack.run", description=__doc__)
    parser.add_argument("--build-dir", type=Path, required=True, help="folder with the built programs")
    parser.add_argument("--state", type=Path, required=True, help="folder for everything that is written")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    return parser.parse_args()


def on_signal(number, frame) -> None:
    ignore_signals()
    raise Stopped


def ignore_signals() -> None:
    """While stopping: a second Ctrl-C must not leave half of it running. What takes too long is killed anyway."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def check_port(port: int) -> None:
    if not 1 <= port <= 65535:
        raise StackError(f"PORT={port} is no port")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as failure:
            raise StackError(f"port {port} on 127.0.0.1: {failure.strerror}; choose another with PORT=") from None


def prepare(options: argparse.Namespace) -> Stack:
    """Take the state folder and decide about the AI; the keys stay with us and in a file of our own."""
    stack = Stack(options.build_dir, options.state, options.port)
    choice = ai_from_environment(os.environ)
    say("run", choice.said)
    stack.configure(**ai_settings(choice.provider, choice.base_url, choice.model, choice.key, folder=stack.run_dir))
    return stack


def start(stack: Stack) -> str:
    """Everything up, and a demo session: its link."""
    say("run", "starting MariaDB, Redis, nginx and the services")
    stack.start()
    session = stack.create_session(DEMO_ROLE, job_description=DEMO_DESCRIPTION.read_text())
    say("run", f"state    {stack.state_dir}")
    say("run", f"logs     {stack.log_dir}")
    say("run", f"tool     {shortest(stack.build_dir / 'greenroomctl')} --config {shortest(stack.config)} --help")
    say("run", "Ctrl-C stops everything")
    return session.url


def shortest(path: Path) -> str:
    """As a person in this folder would type it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def stop(stack: Stack) -> None:
    say("run", "stopping")
    stack.close()
    say("run", f"stopped; the database stays in {stack.state_dir}")


if __name__ == "__main__":
    sys.exit(main())
