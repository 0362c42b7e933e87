"""The units: how much they leave open. And the services' side of their contract: ready, watchdog, reload."""
import re
import signal
import socket
import subprocess
import threading

import pytest

from tests.e2e.support import wait_for_status
from tests.e2e.test_install_files import make
from tests.stack import ai_settings, wait_until

WATCHDOG_MS = 3000     # more than the longest round of a loop without work


@pytest.fixture(scope="module")
def units(build_dir, tmp_path_factory):
    """The folder of the units as installed."""
    root = tmp_path_factory.mktemp("units")
    make(build_dir, root, "install")
    return root / "usr/lib/systemd/system"


@pytest.mark.parametrize("unit, bound", [("greenroom-api", 1.0), ("greenroom-stream", 1.0), ("greenroom-purge", 1.0),
                                         ("greenroom-generator", 1.5)])
def test_a_unit_leaves_little_open(units, unit, bound):
    said = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", units / f"{unit}.service"],
                          check=True, capture_output=True, text=True)
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", said.stdout)
    assert exposure, said.stdout + said.stderr
    assert float(exposure.group(1)) <= bound


def test_every_line_of_a_unit_is_understood(units):
    for unit in sorted(units.iterdir()):
        said = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
                              capture_output=True, text=True) if unit.suffix == ".service" else None
        assert "@" not in re.sub(r"@(system-service|privileged|resources)", "", unit.read_text()), unit
        assert said is None or "ignoring" not in said.stderr, said.stderr


def test_the_addition_to_nginx_s_unit_is_understood(units, tmp_path):
    """As docs/operations.md puts it beside the unit that Debian has."""
    words = (units.parents[3] / "usr/local/share/greenroom/nginx.service.d/greenroom.conf").read_text()
    assert re.search(r"^ExecStartPost=-/usr/local/sbin/greenroomctl nginx patience", words, re.MULTILINE)
    unit = tmp_path / "nginx.service"
    unit.write_text("[Service]\nType=forking\nPIDFile=/run/nginx.pid\nExecStart=/usr/sbin/nginx\n")
    addition = tmp_path / "nginx.service.d" / "greenroom.conf"
    addition.parent.mkdir()
    addition.write_text(words.replace("/usr/local/sbin/greenroomctl", "/bin/true"))
    said = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
    assert said.returncode == 0 and "greenroom.conf" not in said.stderr, said.stderr


class Manager:
    """What systemd hears from one service."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.heard: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                self.heard += self._socket.recv(4096).decode().splitlines()
            except OSError:
                return

    def close(self):
        self._socket.close()

    def fed_again(self, timeout_s=10):
        so_far = self.heard.count("WATCHDOG=1")
        wait_until(lambda: self.heard.count("WATCHDOG=1") > so_far, timeout_s, "the watchdog is fed")


@pytest.fixture(name="managed")
def service_under_a_manager(new_stack, tmp_path):
    """managed(name): the stack and the manager of that service, restarted under it."""
    managers = []

    def start(name):
        stack = new_stack({"ai": {"provider": "bank"}, "database": {"timeout_ms": 60000}})
        managers.append(Manager(tmp_path))
        program = getattr(stack, name)
        wait_until(lambda: re.search("ready|serving", program.log_text), 10, "it has begun, and hears SIGTERM")
        program.environment = {"NOTIFY_SOCKET": managers[-1].path, "WATCHDOG_USEC": str(WATCHDOG_MS * 1000)}
        program.restart()
        return stack, program, managers[-1]

    yield start
    for one in managers:
        one.close()


@pytest.mark.parametrize("name", ["api", "stream", "generator"])
def test_a_service_says_when_it_is_ready_feeds_the_watchdog_and_says_when_it_leaves(managed, name):
    _, program, manager = managed(name)
    wait_until(lambda: "READY=1" in manager.heard, 10, "ready")
    for _ in range(3):
        manager.fed_again()
    assert "not fed" not in program.log_text
    program.stop()
    wait_until(lambda: manager.heard[-1] == "STOPPING=1", 10, "stopping")


@pytest.mark.parametrize("name", ["api", "generator"])
def test_a_loop_that_hangs_starves_the_watchdog_and_others_do_not_feed_it_for_it(managed, name):
    stack, program, manager = managed(name)
    manager.fed_again()
    assert "not fed" not in program.log_text
    stack.mariadb.pause()   # with a minute's patience, whoever asks it hangs
    wait_until(lambda: "the watchdog is not fed" in program.log_text, 20, "the log says so")
    fed = manager.heard.count("WATCHDOG=1")
    stack.mariadb.cont()
    wait_until(lambda: manager.heard.count("WATCHDOG=1") > fed, 20, "it is fed again")


@pytest.mark.parametrize("name", ["api", "stream", "generator"])
def test_a_reload_applies_what_is_live_and_names_what_waits(managed, name):
    stack, program, manager = managed(name)
    wait_until(lambda: "READY=1" in manager.heard, 10, "ready")
    stack.configure(log={"level": "debug"}, api={"threads": 3}, generation={"attempts": 5, "on_failure": "bank"},
                    site={"sender_name": "Example Hospital", "base_url": "https://interviews.example.org"})
    program.send_signal(signal.SIGHUP)
    wait_until(lambda: "reloaded log.level=debug applied=2 waiting_for_restart=2" in program.log_text, 10, "reloaded")
    for setting in ("api.threads", "site.sender_name"):
        assert f"changed, and waits for a restart setting={setting}" in program.log_text
    for change in ("setting=generation.attempts value=5", "setting=generation.on_failure value=bank"):
        assert f"changed {change}" in program.log_text
    assert "site.base_url" not in program.log_text     # greenroomctl reads it anew each time
    wait_until(lambda: manager.heard.count("READY=1") == 2 and "RELOADING=1" in manager.heard, 10, "ready again")


@pytest.fixture(name="reload")
def reloaded_stack(new_stack, fake_ai, shared_ai, tmp_path):
    """reload(program name, settings): a stack whose program has taken them over while it runs."""
    stack = new_stack(ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=tmp_path))

    def change(name, **settings):
        stack.configure(**settings)
        program = getattr(stack, name)
        so_far = program.log_text.count("reloaded")
        program.send_signal(signal.SIGHUP)
        wait_until(lambda: program.log_text.count("reloaded") > so_far, 10, "reloaded")
        return stack
    change.stack = stack
    return change


def test_an_ai_that_is_down_is_stood_in_for_from_the_next_failure_on(reload, fake_ai):
    fake_ai.play("unauthorized")
    session = reload.stack.create_session(role="Nurse")
    session.start()
    wait_for_status(session, "ERROR")
    stack = reload("generator", generation={"on_failure": "bank"})
    session = stack.create_session(role="Nurse")
    session.start()
    assert not wait_for_status(session, "IN_SESSION")["question"]["tailored"]


def test_patience_with_the_ai_changes_while_it_runs(reload, fake_ai):
    stack = reload("generator", ai={"first_content_ms": 300}, generation={"attempts": 1})
    fake_ai.play("hang_before_headers")
    session = stack.create_session(role="Nurse")
    session.start()
    wait_for_status(session, "ERROR", 5)
    assert fake_ai.calls == 1


def test_limits_of_streams_change_while_they_run(reload, fake_ai):
    session = reload.stack.create_session(role="Nurse")
    with session.stream(), session.stream():
        reload("stream", stream={"max_per_session": 2})
        assert session.request("GET", "/stream").status == 429
        reload("stream", stream={"max_per_session": 8, "max_streams": 2})
        assert session.request("GET", "/stream").status == 503
        reload("stream", stream={"max_streams": 3})
        with session.stream() as third:
            assert third.status == 200


def test_a_candidate_s_retries_change_while_they_look(reload, fake_ai):
    fake_ai.play("unauthorized")
    session = reload.stack.create_session(role="Nurse")
    session.start()
    now = wait_for_status(session, "ERROR")
    assert now["uiHints"]["canRetry"]
    reload("api", generation={"candidate_retries": 0})
    assert not session.now()["uiHints"]["canRetry"]


def test_a_broken_file_is_refused_and_the_service_goes_on(managed):
    stack, program, manager = managed("api")
    wait_until(lambda: "READY=1" in manager.heard, 10, "ready")
    good = stack.config.read_text()
    stack.config.write_text(good + "\n[log]\nvolume = loud\n")
    program.send_signal(signal.SIGHUP)
    wait_until(lambda: "reload refused" in program.log_text, 10, "refused")
    stack.config.write_text(good)
    assert stack.http.get("/readyz").status == 200
