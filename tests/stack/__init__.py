"""
A private greenroom: MariaDB, Redis, nginx and the three services, all on sockets of their own under one state folder.
`make run` (tests/stack/run.py) and the tests start the same thing.

    with Stack(build_dir="build", state_dir=tmp_path) as stack:
        session = stack.create_session(role="Nurse")
        session.start()
        wait_until(lambda: session.now()["session"]["status"] == "IN_SESSION")
"""
from tests.stack.client import Answer, HttpClient, Session, Stream
from tests.stack.process import Program
from tests.stack.settings import ai_settings
from tests.stack.stack import Stack, StackError
from tests.stack.waiting import wait_until

__all__ = ["Answer", "HttpClient", "Program", "Session", "Stack", "StackError", "Stream", "ai_settings", "wait_until"]
