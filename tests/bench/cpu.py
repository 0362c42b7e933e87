"""Who takes how much CPU while something is measured, so that a reader sees what limits a figure."""
import os
import time
from pathlib import Path

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def groups() -> dict[int, float]:
    """CPU seconds so far by process group; every program of a stack leads one."""
    spent: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue    # gone meanwhile
        group = int(fields[2])
        spent[group] = spent.get(group, 0) + (int(fields[11]) + int(fields[12])) / CLOCK_TICKS
    return spent


def exact_s(pid: int) -> float:
    """CPU seconds of one process with all its threads, to the nanosecond; for what takes next to nothing."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


class Account:
    """
    CPU seconds of named programs within a `with`. add() counts what reports its own, such as a tool that has ended.
    programs: (name, pid of a process group's leader).
    """

    def __init__(self, programs: list[tuple[str, int]]):
        self._programs = programs
        self.spent: dict[str, float] = {}
        self.seconds = 0.0

    def __enter__(self) -> "Account":
        self._before = groups()
        self._began = time.perf_counter()
        return self

    def __exit__(self, *exc) -> None:
        self.seconds = time.perf_counter() - self._began
        after = groups()
        for name, pid in self._programs:
            self.add(name, after.get(pid, 0) - self._before.get(pid, 0))

    def add(self, name: str, cpu_s: float) -> None:
        self.spent[name] = self.spent.get(name, 0) + cpu_s

    def shares(self) -> str:
        """As parts of a core."""
        return ", ".join(f"{name} {value / self.seconds:.2f}" for name, value in self.spent.items()
                         if value / self.seconds >= 0.005)

    def each(self, count: float) -> str:
        """As milliseconds for each of count requests."""
        return ", ".join(f"{name} {1000 * value / count:.3f}" for name, value in self.spent.items()
                         if 1000 * value / count >= 0.0005)
