"""
The fault suite runs on programs with crash points (`make FAULTS=1`); on any other build there is nothing to collect
here. One stack with short clocks serves all cases; what a case breaks is mended before the next.
"""
import os
import random

import pytest

pytest.register_assert_rewrite("tests.e2e.faults.support")

from tests.conftest import Stacks
from tests.e2e.faults.support import Fault, SideClient, tidy
from tests.fake_ai import FakeAi
from tests.stack import ai_settings
from tests.stack.settings import merged

SETTINGS = {
    "generation": {"lease": "3s", "renew": "1s", "backoff_ms": 50, "deadline": "20s", "slow_after": "1s"},
    "generator": {"sweep_ms": 300, "drain": "1s"},
    "ai": {"connect_ms": 1000, "first_content_ms": 1500, "stall_ms": 1500, "total_ms": 8000},
    "stream": {"heartbeat": "1s"},
    "database": {"timeout_ms": 2000},
}


def has_crash_points(build_dir) -> bool:
    api = os.path.join(build_dir, "greenroom-api")
    return os.path.exists(api) and b"start.before_push" in open(api, "rb").read()


def pytest_ignore_collect(collection_path, config):
    return None if has_crash_points(config.getoption("--build-dir")) else True


def pytest_report_header(config):
    return f"GREENROOM_SEED={seed_of_run()}"


def seed_of_run() -> int:
    return int(os.environ.setdefault("GREENROOM_SEED", str(random.randrange(10**6))))


@pytest.fixture
def dice(request) -> random.Random:
    """Chance that repeats itself for the same GREENROOM_SEED and test."""
    print(f"GREENROOM_SEED={seed_of_run()}")
    return random.Random(f"{seed_of_run()} {request.node.name}")


@pytest.fixture(scope="session")
def shared_ai():
    with FakeAi() as ai:
        yield ai


@pytest.fixture(scope="session")
def fault(tmp_path_factory):
    """Arms the crash points: fault("unit.before_commit", 2). All programs of the stack see it."""
    armed = Fault(tmp_path_factory.mktemp("fault") / "point")
    os.environ["GREENROOM_FAULT"] = str(armed.path)
    yield armed
    del os.environ["GREENROOM_FAULT"]


@pytest.fixture(scope="session")
def session_stack(build_dir, database_template, tmp_path_factory, shared_ai, fault):
    stacks = Stacks(build_dir, database_template, tmp_path_factory.mktemp("stacks"))
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=tmp_path_factory.mktemp("key"))
    yield stacks.start(merged(ai, SETTINGS))
    stacks.finish()


@pytest.fixture
def stack(session_stack, fault):
    """The stack, whole; after the test no fault is armed and nobody else holds a job."""
    yield session_stack
    fault.disarm()
    tidy(session_stack)


@pytest.fixture
def side(stack):
    """Function that connects a further database client; what they hold is let go of after the test."""
    clients = []

    def connect() -> SideClient:
        clients.append(SideClient(stack))
        return clients[-1]
    yield connect
    for client in clients:
        client.close()
