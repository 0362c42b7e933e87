"""`make run` itself: what it prints, brings back, stops, keeps, and refuses."""
import os
import pty
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.stack import HttpClient, Session, wait_until
from tests.stack.servers import ROOT
from tests.stack.settings import ai_from_environment
from tests.stack.stack import free_port, start_time

PARTS = {"mariadb": "mariadbd", "redis": "redis-server", "api": "greenroom-api", "stream": "greenroom-stream",
         "generator": "greenroom-generator", "nginx": "nginx: master"}
KEY = "sk-canary-key-that-no-service-may-see"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
AI_NAMES = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "AI_MODEL")


class Runner:
    """The command as a user starts it, its output in a file."""

    def __init__(self, build_dir: Path, state: Path, port: int | None = None, *, environment: dict | None = None,
                 prefix: tuple = ()):
        self.build_dir = build_dir
        self.state = state
        self.port = port or free_port()
        self.output = state.with_name(state.name + ".out")
        self.output.parent.mkdir(parents=True, exist_ok=True)
        with open(self.output, "wb") as file:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "tests.stack.run", "--build-dir", build_dir, "--state", state,
                 "--port", str(self.port)], cwd=ROOT, stdout=file, stderr=file, stdin=subprocess.DEVNULL,
                env={**{k: v for k, v in os.environ.items() if k not in AI_NAMES}, **(environment or {})},
                start_new_session=True)

    @property
    def text(self) -> str:
        return self.output.read_text(errors="replace")

    def ready(self) -> str:
        """The link of the Ready line."""
        def there():
            assert self.process.poll() is None, self.text
            return re.search(rf"^Ready: (http://127\.0\.0\.1:{self.port}/s/{TOKEN.pattern})$", self.text, re.M)
        return wait_until(there, 40, "Ready", every_s=0.1)[1]

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)

    def pid(self, part: str) -> int | None:
        """Of a running part; every one of them has the state folder in its command line."""
        return next((pid for pid, command in commands(self.state).items() if PARTS[part] in command), None)


def commands(state: Path) -> dict[int, str]:
    """Processes that belong to this state folder (other than the runner), by what their command line says."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(state) in command and "tests.stack.run" not in command and start_time(int(entry.name)):
            found[int(entry.name)] = command
    return found


@pytest.fixture
def run(build_dir, tmp_path):
    """Function that starts a runner; all that still run at the end are stopped."""
    runners = []

    def start(state="state", **options) -> Runner:
        runners.append(Runner(build_dir, tmp_path / state, **options))
        return runners[-1]
    yield start
    for runner in runners:
        runner.stop()


@pytest.fixture(scope="module")
def running(build_dir, tmp_path_factory):
    """One that several tests look at."""
    runner = Runner(build_dir, tmp_path_factory.mktemp("run") / "state")
    runner.link = runner.ready()
    yield runner
    assert runner.stop() == 0, runner.text


def status_of(port: int, link: str) -> int:
    try:
        return HttpClient(port).get(link[link.index("/s/"):]).status
    except OSError:
        return 0


def candidate(runner: Runner) -> Session:
    """The demo session's candidate, who knows the link alone."""
    token = runner.link.rpartition("/")[2]
    cookie = HttpClient(runner.port).get(f"/s/{token}").cookies[0]
    runner.http = HttpClient(runner.port)
    return Session(runner, {"sessionId": re.search("/api/session/([0-9a-f-]{36})", cookie)[1], "token": token,
                            "url": runner.link, "expiresAt": ""})


def test_the_link_opens_an_interview_that_reaches_question_1(running):
    session = candidate(running)
    assert session.now()["context"]["jobDescriptionProvided"]
    assert session.start().status in (200, 202)
    wait_until(lambda: session.status == "IN_SESSION", 10)
    assert session.now()["question"]["text"]


def test_it_says_which_questions_there_are_and_where_things_lie(running):
    assert "built-in bank" in running.text
    assert str(running.state / "greenroom.conf") in running.text
    assert str(running.state / "log") in running.text
    assert "Ctrl-C" in running.text


def test_every_process_shows_which_configuration_it_belongs_to(running):
    for part in ("api", "stream", "generator"):
        assert f"--config {running.state}/greenroom.conf" in commands(running.state)[running.pid(part)]


def test_requests_show_in_readable_lines_without_a_token(running):
    HttpClient(running.port).get("/s/" + "x" * 43)
    wait_until(lambda: re.search(r"^nginx      \| 404 GET /s/\.\.\. in ", running.text, re.M), 5)
    lines = [line for line in running.text.splitlines() if not line.startswith("Ready: ")]
    assert not [line for line in lines if running.link.rpartition("/")[2] in line or "x" * 43 in line]
    assert not [line for line in lines if re.match(r"\w+ +\| <\d>", line)]


@pytest.mark.parametrize("part", PARTS)
def test_what_dies_is_brought_back(running, part):
    before = running.pid(part)
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: running.pid(part) not in (None, before), 3, f"{part} is back")
    wait_until(lambda: status_of(running.port, running.link) == 200, 10, "the link opens again")
    assert f"{part} died (signal 9); starting it again" in running.text


def test_another_run_on_the_same_state_is_refused(running, build_dir):
    second = Runner(build_dir, running.state.with_name("state"), free_port())
    assert second.process.wait(20) == 1
    assert "in use by another greenroom" in second.text and "STATE=" in second.text
    assert status_of(running.port, running.link) == 200


def test_a_busy_port_is_refused(run):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        runner = run(port=busy.getsockname()[1])
        assert runner.process.wait(20) == 1
    assert "Address already in use" in runner.text and "PORT=" in runner.text
    assert not commands(runner.state)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(run, number):
    runner = run()
    link = runner.ready()
    assert runner.stop(number) == 0, runner.text
    assert not commands(runner.state)
    assert status_of(runner.port, link) == 0
    assert "Traceback" not in runner.text


def test_a_signal_while_it_starts_stops_it_as_well(run):
    runner = run()
    wait_until(lambda: commands(runner.state), 10)
    assert runner.stop() == 0, runner.text
    assert not commands(runner.state) and "Traceback" not in runner.text


def test_the_database_outlives_a_run_and_each_run_has_its_own_link(run):
    first = run()
    link = first.ready()
    first.stop()
    second = run(port=first.port)
    assert second.ready() != link
    assert status_of(second.port, link) == 200


def test_a_killed_runner_leaves_nothing_in_the_way(run):
    first = run()
    first.ready()
    first.stop(signal.SIGKILL)
    second = run(port=first.port)
    link = second.ready()
    assert status_of(second.port, link) == 200
    assert second.stop() == 0
    assert not commands(second.state)


def test_two_stand_side_by_side_in_deep_folders(run):
    deep = "/".join(["a-folder-with-a-long-name"] * 6)
    one, two = run(deep + "/one"), run(deep + "/two")
    links = one.ready(), two.ready()
    assert (status_of(one.port, links[0]), status_of(two.port, links[1])) == (200, 200)
    assert status_of(one.port, links[1]) == 404
    short = [(runner.state / "run").resolve() for runner in (one, two)]
    for runner in (one, two):
        assert runner.stop() == 0
    assert not [folder for folder in short if folder.exists()]


def test_a_key_reaches_the_ai_but_no_environment_and_no_log(run, fake_ai):
    runner = run(environment={"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": fake_ai.openai_url, "AI_MODEL": "small"})
    runner.link = runner.ready()
    candidate(runner).start()
    wait_until(lambda: fake_ai.calls >= 1, 10)
    assert fake_ai.records[0].headers["authorization"] == f"Bearer {KEY}"
    assert fake_ai.records[0].body["model"] == "small"
    key_file = runner.state / "run" / "ai.key"
    assert key_file.stat().st_mode & 0o777 == 0o600
    for pid in commands(runner.state):
        assert KEY.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
        assert KEY.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()
    assert runner.stop() == 0
    assert KEY not in runner.text and KEY not in (runner.state / "greenroom.conf").read_text()
    assert not [log for log in (runner.state / "log").iterdir() if KEY in log.read_text(errors="replace")]
    assert not key_file.exists()


@pytest.mark.parametrize("given, provider, model, said", [
    ({}, "bank", "", "built-in bank"),
    ({"OPENAI_API_KEY": "  "}, "bank", "", "built-in bank"),
    ({"OPENAI_BASE_URL": "http://x/v1"}, "bank", "", "base URL alone"),
    ({"OPENAI_API_KEY": "k"}, "openai", "", "openai"),
    ({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://x/v1"}, "openai", "", "at http://x/v1"),
    ({"ANTHROPIC_API_KEY": "k", "AI_MODEL": "m"}, "anthropic", "m", "model m"),
    ({"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "j"}, "openai", "", "OPENAI_API_KEY wins"),
])
def test_the_environment_chooses_the_ai(given, provider, model, said):
    choice = ai_from_environment(given)
    assert (choice.provider, choice.model) == (provider, model)
    assert said in choice.said


def test_a_closed_output_does_not_stop_it(build_dir, tmp_path):
    """`make run | head -3`, say."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.stack.run", "--build-dir", build_dir, "--state",
                                tmp_path / "state", "--port", str(port)], cwd=ROOT, stdout=subprocess.PIPE)
    link = next(line for line in process.stdout if line.startswith(b"Ready: ")).decode().strip()
    process.stdout.close()
    for _ in range(3):
        assert status_of(port, link) == 200
        time.sleep(0.2)     # it prints a line for each, to nobody
    assert process.poll() is None
    process.terminate()
    assert process.wait(30) == 0


@pytest.mark.limit(60)
def test_ctrl_c_on_a_terminal_ends_make_run_with_0(build_dir, tmp_path):
    """As a user has it: a terminal, make in its foreground, Ctrl-C from the keyboard."""
    make = [shutil.which("make"), "--no-print-directory", "run", f"BUILD={build_dir}", f"STATE={tmp_path / 'state'}",
            f"PORT={free_port()}"]
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execv(make[0], make)
    text = b""
    while b"Ready: http" not in text:
        text += os.read(terminal, 4096)
    os.write(terminal, b"\x03")
    try:
        while piece := os.read(terminal, 4096):
            text += piece
    except OSError:
        pass    # the terminal's other end is closed
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, text.decode(errors="replace")
    assert not commands(tmp_path / "state")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_a_plain_user_can_run_it(run, build_dir, tmp_path):
    nobody = pwd.getpwnam("nobody")
    become = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    home = Path(subprocess.run([*become, "mktemp", "-d", "/tmp/gr-plain-XXXXXX"], capture_output=True, text=True,
                               check=True).stdout.strip())
    if subprocess.run([*become, "test", "-x", build_dir / "greenroom-api"], check=False).returncode:
        pytest.skip(f"nobody may not read {build_dir}")
    try:
        runner = Runner(build_dir, home / "state", prefix=become, environment={"PYTHONDONTWRITEBYTECODE": "1"})
        assert status_of(runner.port, runner.ready()) == 200
        assert runner.stop() == 0
    finally:
        runner.stop()
        shutil.rmtree(home)
