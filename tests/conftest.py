"""
What every suite shares: the stack under test, a limit on each test's time, logs where a test failed, and a look into
the logs after each.
"""
import faulthandler
import os
import re
import signal
from pathlib import Path

import pytest

from tests import openapi
from tests.fake_ai import FakeAi
from tests.stack import Answer, Stack, ai_settings
from tests.stack.settings import Settings, merged
from tests.stack.stack import tail

LIMIT_S = 30
SETUP_LIMIT_S = 60
FATAL = "halt_on_error=1:exitcode=99:print_stacktrace=1"
SANITIZERS = {"ASAN_OPTIONS": f"{FATAL}:detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1",
              "UBSAN_OPTIONS": FATAL, "TSAN_OPTIONS": FATAL}
NEVER_LOGGED = re.compile(r"(Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer|runtime error:|internal error|"
                          r"Assertion .* failed")
# Waits that production has and a test has no use for.
QUICK: Settings = {"generation": {"backoff_ms": 100}, "generator": {"drain": "1s"}, "stream": {"drain": "1s"}}


def pytest_addoption(parser):
    parser.addoption("--build-dir", default="build", help="folder with the built programs")


def pytest_configure(config):
    for name, value in SANITIZERS.items():
        os.environ.setdefault(name, value)


# a limit on each test's time


class TooLong(Exception):
    """The test took longer than it may."""


def _limited(seconds: float):
    def on_alarm(number, frame):
        raise TooLong(f"longer than {seconds:g} s")
    signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    faulthandler.dump_traceback_later(seconds + 10, exit=True)


def _unlimited():
    signal.setitimer(signal.ITIMER_REAL, 0)
    faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_setup(item):
    _limited(SETUP_LIMIT_S)
    yield
    _unlimited()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    marker = item.get_closest_marker("limit")
    _limited(marker.args[0] if marker else LIMIT_S)
    yield
    _unlimited()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item):
    _limited(SETUP_LIMIT_S)
    yield
    _unlimited()


# logs of the stacks that a failed test had


class Stacks:
    """The running stacks of a test or of a module; each is started by start() and judged by finish()."""

    alive: list[Stack] = []
    told: set[str] = set()

    def __init__(self, build_dir: Path, template: Path, folder: Path):
        self._build_dir = build_dir
        self._template = template
        self._folder = folder
        self._mine: list[Stack] = []

    def start(self, settings: Settings | None = None, **options) -> Stack:
        """A stack of its own; options are Stack's."""
        stack = Stack(self._build_dir, self._folder / f"stack{len(self._mine)}", template=self._template,
                      settings=merged(QUICK, settings or {}), **options)
        self._mine.append(stack)
        self.alive.append(stack)
        stack.http.observers.append(described)
        stack.http.frame_observers.append(lambda frame: openapi.check_schema("StreamFrame", frame.json))
        return stack.start()

    def finish(self) -> None:
        """Stop all; every program has to end with 0, and no log may hold a report."""
        complaints = []
        for stack in self._mine:
            complaints += deaths(stack)
            stack.close()
            self.alive.remove(stack)
            complaints += bad_exits(stack) + reports(stack)
        self._mine = []
        complaints = [one for one in complaints if one not in self.told]
        assert not complaints, "\n".join(complaints)


def described(answer: Answer) -> None:
    """Everything but the page's files is described in schema/openapi.yaml."""
    if not (answer.path.startswith("/assets/") and answer.status < 400):
        openapi.check_answer(answer.method, answer.path, answer.status, answer.headers, answer.body)


def deaths(stack: Stack) -> list[str]:
    return [f"{program.name} died by itself ({program.exit_code}):\n{tail(program)}"
            for program in stack.programs if program.died_alone]


def bad_exits(stack: Stack) -> list[str]:
    return [f"{program.name} ended with {program.exits} on SIGTERM:\n{tail(program)}"
            for program in stack.programs if any(program.exits)]


def reports(stack: Stack) -> list[str]:
    """Sanitizer reports and faults of ours in any log, with what stands around."""
    found = []
    for name, text in stack.logs().items():
        lines = text.splitlines()
        hits = [n for n, line in enumerate(lines) if NEVER_LOGGED.search(line)]
        if hits:
            found.append(f"{name}:\n" + "\n".join(lines[max(0, hits[0] - 3):hits[0] + 40]))
    return found


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if not report.failed:
        return
    for stack in Stacks.alive:
        for name, text in stack.logs().items():
            if text:
                report.sections.append((f"{name} (end)", "\n".join(text.splitlines()[-20:])))


# fixtures


@pytest.fixture(scope="session")
def build_dir(request) -> Path:
    folder = Path(request.config.getoption("--build-dir")).resolve()
    if not (folder / "greenroomctl").exists():
        pytest.exit(f"{folder} holds no programs; build first, or name the folder with --build-dir", returncode=1)
    return folder


@pytest.fixture(scope="session")
def database_template(build_dir, tmp_path_factory) -> Path:
    """An installed and migrated data folder; each stack gets a copy, which is quicker than doing it again."""
    stack = Stack(build_dir, tmp_path_factory.mktemp("template"))
    try:
        stack.start_servers()
        stack.migrate()
    finally:
        stack.close()
    return stack.mariadb.data_dir


@pytest.fixture
def new_stack(build_dir, database_template, tmp_path):
    """Function that starts a stack for this test alone: new_stack(settings, ...)."""
    stacks = Stacks(build_dir, database_template, tmp_path)
    yield stacks.start
    stacks.finish()


@pytest.fixture(scope="module")
def new_shared_stack(build_dir, database_template, tmp_path_factory):
    """The same for stacks that a module's tests share."""
    stacks = Stacks(build_dir, database_template, tmp_path_factory.mktemp("stacks"))
    yield stacks.start
    stacks.finish()


@pytest.fixture(scope="module")
def shared_ai():
    with FakeAi() as ai:
        yield ai


@pytest.fixture
def fake_ai(shared_ai) -> FakeAi:
    """The AI double that `stack` talks to, as if new."""
    shared_ai.reset()
    return shared_ai


@pytest.fixture(scope="module")
def stack(new_shared_stack, shared_ai, tmp_path_factory) -> Stack:
    """The module's stack with the AI double; sessions of earlier tests are still in it."""
    return new_shared_stack(ai_settings("openai", shared_ai.openai_url, "double", "no-secret",
                                        folder=tmp_path_factory.mktemp("key")))


@pytest.fixture(scope="module")
def bank_stack(new_shared_stack) -> Stack:
    """A stack of the module whose questions come from the built-in bank."""
    return new_shared_stack({"ai": {"provider": "bank"}})


@pytest.fixture(autouse=True)
def whole_stacks(request):
    """Each test finds the stacks it shares with all programs running, and leaves nothing bad in their logs."""
    shared = [request.getfixturevalue(name) for name in ("stack", "bank_stack") if name in request.fixturenames]
    if "stack" in request.fixturenames:
        request.getfixturevalue("fake_ai")
    for one in shared:
        revive(one)
    yield
    complaints = [line for one in shared for line in deaths(one) + reports(one) if line not in Stacks.told]
    Stacks.told.update(complaints)      # one test fails for it, not all that follow
    assert not complaints, "\n".join(complaints)


def revive(stack: Stack) -> None:
    """Bring back what an earlier test has stopped, killed or paused."""
    for program in (stack.mariadb, stack.redis, stack.api, stack.stream, stack.generator, stack.nginx):
        if program.running:
            program.cont()
        else:
            program.start()
            stack.note_started(program)
    for server in (stack.mariadb, stack.redis, stack.nginx):
        stack.await_ready(server, lambda server=server: server.ready)
    stack.await_api()
