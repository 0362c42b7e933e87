"""Case 14: the wall clock of the programs jumps; leases, deadlines and invites go by the database's."""
import subprocess
from pathlib import Path

import pytest

from tests.e2e.faults.support import attempts, check_once, many_sessions, restart, settled
from tests.e2e.faults.watcher import Watcher
from tests.e2e.support import calls_for
from tests.fake_ai import Script

HOUR_S = 3600


class Clock:
    """The services' wall clock, set off from the real one."""

    def __init__(self, file: Path):
        self._file = file
        self.jump(0)

    def jump(self, seconds: int) -> None:
        half = self._file.with_suffix(".new")
        half.write_text(f"{seconds}\n")
        half.rename(self._file)


@pytest.fixture(name="clock", scope="module")
def shifted_clock(session_stack, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clock")
    shim = folder / "clock_shim.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, Path(__file__).with_name("clock_shim.c")], check=True)
    clock = Clock(folder / "shift")
    for service in session_stack.services:
        service.environment = {"LD_PRELOAD": str(shim), "CLOCK_SHIFT": str(folder / "shift")}
    restart(*session_stack.services)
    yield clock
    for service in session_stack.services:
        service.environment = None
    restart(*session_stack.services)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_jump_in_the_middle_of_a_generation(stack, clock, fake_ai, hours):
    clock.jump(0)
    fake_ai.play(Script(first_content_s=0.2, tokens_per_s=400))
    running, later = many_sessions(stack, 2, role=f"Jump {hours}")
    with Watcher(stack, running, later), running.stream() as stream:
        running.start()
        stack.wait_until(lambda: calls_for(fake_ai, f"Jump {hours}"))
        clock.jump(hours * HOUR_S)
        stream.read_until(lambda f: f["type"] == "final")
        assert later.open().status == 200, "the invite is as good as before"
        later.start()
        settled(stack, [running, later])
        shifted = {f.json["sentAt"][11:13] for f in stream.frames}
        assert len(shifted) >= 2, "the programs' clock did jump"
    for session in (running, later):
        check_once(session)
        assert len(attempts(stack, session)) == 1


def test_a_clock_that_jumps_to_and_fro(stack, clock, fake_ai, dice):
    fake_ai.play(Script(first_content_s=0.3, tokens_per_s=200))
    sessions = many_sessions(stack, 8)
    with Watcher(stack, *sessions):
        for session in sessions:
            clock.jump(dice.choice([-HOUR_S, 0, HOUR_S]))
            assert session.start().status == 202
        settled(stack, sessions)
    for session in sessions:
        assert [a["attempt"] for a in attempts(stack, session)] == ["1"]
        check_once(session)
    clock.jump(0)
