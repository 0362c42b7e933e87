"""Waiting for a condition, with a bound: the tests never sleep and hope."""
import time


def wait_until(condition, timeout_s: float = 10, what: str = "", every_s: float = 0.02):
    """Call condition until it gives something true, and return that; AssertionError after timeout_s."""
    deadline = time.monotonic() + timeout_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {timeout_s:g} s: {what or getattr(condition, '__name__', condition)}")
        time.sleep(every_s)
