"""The rows of the table: what was measured, what it stands beside, what it is to reach, and whether it does."""
import statistics
from dataclasses import dataclass, field

COLUMNS = ("figure", "ours", "beside", "ratio", "spread", "goal", "reached")


@dataclass
class Row:
    """
    One line. ours and beside: what each round measured, in unit; without beside the value stands alone. goal is about
    the median of the ratios where there is something beside, else about the median of ours; absolute says that it is
    about ours all the same.
    """
    figure: str
    unit: str
    ours: list[float]
    beside: list[float] = field(default_factory=list)
    beside_name: str = ""
    at_least: float | None = None
    at_most: float | None = None
    absolute: bool = False

    @property
    def ratios(self) -> list[float]:
        return [a / b for a, b in zip(self.ours, self.beside)]

    @property
    def judged(self) -> list[float]:
        return self.ours if self.absolute or not self.beside else self.ratios

    @property
    def reached(self) -> bool | None:
        """None: there is no goal."""
        value = statistics.median(self.judged)
        if self.at_least is not None:
            return value >= self.at_least
        return value <= self.at_most if self.at_most is not None else None

    def cells(self) -> tuple[str, ...]:
        goal = ""
        if self.at_least is not None or self.at_most is not None:
            goal = f">= {number(self.at_least)}" if self.at_least is not None else f"<= {number(self.at_most)}"
            if self.judged is self.ours and self.unit:
                goal += " " + self.unit
        return (self.figure, f"{number(statistics.median(self.ours))} {self.unit}".strip(),
                f"{number(statistics.median(self.beside))} {self.unit}".strip() if self.beside else "",
                f"{statistics.median(self.ratios):.2f}" if self.beside else "", spread(self.judged), goal,
                {None: "", True: "yes", False: "NO"}[self.reached])

    def as_json(self) -> dict:
        return {**vars(self), "ratios": self.ratios, "reached": self.reached}


def number(value: float) -> str:
    """Three digits that count, more of whole numbers."""
    if value != value:
        return "-"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def spread(values: list[float]) -> str:
    return f"{number(min(values))}..{number(max(values))}" if len(values) > 1 else ""


def text(rows: list[Row]) -> str:
    """The table; what a row stands beside is told below its last column's end."""
    lines = [COLUMNS] + [row.cells() for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]

    def laid_out(cells) -> str:
        return "  ".join(cell.ljust(width) if i in (0, 5, 6) else cell.rjust(width)
                         for i, (cell, width) in enumerate(zip(cells, widths)))

    out = [laid_out(COLUMNS), "  ".join("-" * width for width in widths)]
    for row, cells in zip(rows, lines[1:]):
        out.append(f"{laid_out(cells)}  {'beside: ' + row.beside_name if row.beside_name else ''}".rstrip())
    return "\n".join(out)


def quantile(values: list[float], q: float) -> float:
    """The value that so much of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]
