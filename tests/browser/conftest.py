"""
One stack, one AI double and one Chromium for all browser tests; each test gets a tab as if new. With --without-stream
nginx finds nobody behind the stream's address, and polling alone has to give the same interview.
"""
import shutil
import signal
from pathlib import Path

import pytest

from tests import npm
from tests.browser.browser import Browser
from tests.conftest import Stacks
from tests.fake_ai import FakeAi, Script
from tests.stack import ai_settings, wait_until
from tests.stack.settings import merged

AXE = "axe-core@4.12.1"
SITE = {"site": {"sender_name": "Northwind Careers", "contact": "help@northwind.example",
                 "privacy_url": "https://northwind.example/privacy"}}


def pytest_addoption(parser):
    parser.addoption("--without-stream", action="store_true", help="every stream is answered by an error")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--without-stream", False):
        left_out = [item for item in items if item.get_closest_marker("stream")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def take_the_stream_away(stack) -> None:
    site = stack.nginx.folder / "greenroom.conf"
    site.write_text(site.read_text().replace("stream.sock", "nobody.sock"))
    stack.nginx.send_signal(signal.SIGHUP)
    session = stack.create_session()

    def refused() -> bool:
        with session.stream() as stream:
            return stream.status == 502

    wait_until(refused, what="no stream is to be had")


@pytest.fixture(scope="session")
def shared_ai():
    with FakeAi() as ai:
        yield ai


@pytest.fixture(scope="session")
def stack(build_dir, database_template, shared_ai, tmp_path_factory, request):
    """Says soon that it takes longer, and allows one retry."""
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=tmp_path_factory.mktemp("key"))
    stacks = Stacks(build_dir, database_template, tmp_path_factory.mktemp("stacks"))
    started = stacks.start(merged(ai, SITE, {"generation": {"slow_after": "1s", "candidate_retries": 1}}))
    if request.config.getoption("--without-stream", False):
        take_the_stream_away(started)
    yield started
    stacks.finish()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium):
    """A fresh tab; the page may say nothing on the console."""
    chromium.forget_everything()
    yield chromium
    chromium.go_offline(False)
    assert chromium.console() == []


@pytest.fixture(scope="session")
def artifacts(build_dir) -> Path:
    """Where the screenshots of a run stay."""
    folder = build_dir / "artifacts" / "screens"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source."""
    return (npm.package(AXE) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


class Interviews:
    """Sessions brought to a state without the browser, so that a test begins where it wants to."""

    def __init__(self, stack, ai: FakeAi):
        self._stack, self._ai = stack, ai

    def landing(self, **options):
        return self._stack.create_session(**{"role": "Registered nurse", **options})

    def preparing(self, **options):
        """Stays so until fake_ai.release()."""
        self._ai.play(Script(hold_after_tokens=3))
        session = self.landing(**options)
        session.start()
        return self._at(session, "GENERATING_QUESTIONS")

    def question(self, **options):
        session = self.landing(**options)
        session.start()
        return self._at(session, "IN_SESSION")

    def error(self, **options):
        self._ai.play("unauthorized")
        session = self.landing(**options)
        session.start()
        return self._at(session, "ERROR")

    def final_error(self, **options):
        """No retry is left."""
        session = self.error(**options)
        session.retry(1)
        wait_until(lambda: session.now()["session"]["generation"] == 2, what="the retry")
        return self._at(session, "ERROR")

    def dead(self, **options):
        session = self.landing(**options)
        self._stack.ctl("invite", "revoke", session.session_id)
        return session

    def at(self, screen: str, **options):
        make = {"LANDING": self.landing, "PREPARING": self.preparing, "ACTIVE_QUESTION": self.question,
                "ERROR": self.error, "FINAL_ERROR": self.final_error, "DEAD": self.dead}
        return make[screen](**options)

    @staticmethod
    def _at(session, status: str):
        wait_until(lambda: session.status == status, 15, f"the session is {status}")
        return session


@pytest.fixture
def interviews(stack, fake_ai) -> Interviews:
    return Interviews(stack, fake_ai)
