"""After each end-to-end test on a shared stack: the tables have to prove the invariants."""
import pytest


@pytest.fixture(autouse=True)
def audited(request):
    yield
    if "stack" in request.fixturenames:
        stack = request.getfixturevalue("stack")
        if stack.mariadb.running:
            assert stack.audit() == []
