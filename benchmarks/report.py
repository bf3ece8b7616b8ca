"""The outcomes as Markdown for the documentation, and as CSV."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.machine import machine, versions
from benchmarks.outcome import Outcome
from benchmarks.rows import OURS, READING, Contender, Goal
from benchmarks.scenarios import Measured

QUICK = (
    "**A quick run on small images: it shows that everything works, not how fast. "
    "The images named here are those of the whole run.**"
)

SCENARIO = ("Work", "Images", "Goal", "napari-compare", "Met")
COLUMNS = (
    *("row", "work", "images", "who", "what", "runs", "seconds", "multiple_of_r", "times_ours"),
    *("extra_mib", "problem", "numbers"),
)


def markdown(outcomes: Sequence[Outcome], measured: Sequence[Measured], *, quick: bool) -> str:
    """Return the tables: goals, scenarios, everybody's times and memory, numbers that differ."""
    parts = [
        *([QUICK] if quick else []),
        f"Machine: {machine()}",
        f"Versions: {versions()}",
    ]
    if outcomes:
        header = (*SCENARIO, "Fastest peer")
        goals = (line for one in outcomes for line in _goals(one))
        parts += ["### Goals", _table(header, goals)]
    if measured:
        lines = (line for one in measured for line in _scenario(one))
        parts += ["### In the window, and beyond memory", _table(SCENARIO, lines)]
    if outcomes:
        parts += ["### Everybody", *(_everybody(one) for one in outcomes)]
        parts += ["### Numbers that differ", _differing(outcomes)]
    return "\n\n".join(parts) + "\n"


def write_csv(outcomes: Iterable[Outcome], measured: Iterable[Measured], path: Path) -> None:
    """Write a line for each contender of each row, and one for each scenario."""
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        for one in outcomes:
            for contender in one.row.everybody:
                timed = one.times[contender.name]
                lines.writerow(
                    (
                        *(one.key, one.row.title, one.images, contender.name, contender.what),
                        *(len(timed.seconds), _plain(timed.median)),
                        _plain(one.ratio(contender.name, READING)),
                        _plain(one.ratio(contender.name, OURS)),
                        _plain(one.memory.get(contender.name, math.nan)),
                        *(timed.problem, json.dumps(timed.numbers)),
                    )
                )
        for scenario in measured:
            named = scenario.key, scenario.scenario.title, scenario.scenario.images
            numbers = json.dumps(scenario.numbers)
            lines.writerow((*named, OURS, "", *[""] * 5, scenario.problem, numbers))


def _scenario(one: Measured) -> Iterator[tuple[str, ...]]:
    """Return a line for each thing that a scenario measured, or one that says why there is none.

    Numbers are of one thing where the same words follow a colon in their names.
    """
    title, images = one.scenario.title, one.scenario.images
    if one.problem:
        yield title, images, "", one.problem, ""
    limits = one.scenario.limits
    for names in _of_one_thing(one.numbers):
        values = {name: one.numbers[name] for name in names}
        thing = names[0].partition(": ")[2]
        found = "; ".join(
            f"{_short(value)} {name.partition(': ')[0]}" for name, value in values.items()
        )
        goals = [name for name in names if name in limits]
        yield (
            *(f"{title}: {thing}" if thing else title, images),
            ", ".join(f"≤ {_short(limits[name])}" for name in goals),
            *(found, ", ".join(_compared(values[name], limits[name]) for name in goals)),
        )


def _of_one_thing(names: Iterable[str]) -> Iterator[list[str]]:
    """Yield names together that end in the same words after a colon; others one by one."""
    things: dict[str, list[str]] = {}
    for name in names:
        things.setdefault(name.partition(": ")[2] or name, []).append(name)
    yield from things.values()


def _goals(one: Outcome) -> Iterator[tuple[str, ...]]:
    peer = one.fastest_peer()
    fastest = "none"
    if peer is not None:
        name = f"{peer.name} ({peer.what})"
        fastest = f"{name}: {_short(one.ratio(peer.name, READING))} R"
    for goal in one.row.goals:
        value = one.value(goal)
        yield (
            *(one.row.title, one.images, f"≤ {_measure(goal, goal.limit)}"),
            *(_measure(goal, value), _compared(value, goal.limit), fastest),
        )


def _measure(goal: Goal, value: float) -> str:
    if goal.milliseconds:
        return f"{_short(value)} ms"
    if goal.memory:
        return f"{_short(value)} MiB"
    return f"{_short(value)} " + ("R" if goal.against == READING else f"× {goal.against}")


def _compared(value: float, limit: float) -> str:
    if math.isnan(value):
        return "not measured"
    return "yes" if value <= limit else f"no, {_short(value / limit)} times the goal"


def _everybody(one: Outcome) -> str:
    """Return a table of a row's contenders below a heading of its own."""
    table = _table(
        ("Who", "What", "Time", "× R", "Times ours", "Extra memory", "Runs"),
        (_contender(one, contender) for contender in one.row.everybody),
    )
    note = f"\n\n{one.row.note}" if one.row.note else ""
    return f"#### `{one.key}`: {one.row.title}; {one.images}{note}\n\n{table}"


def _contender(one: Outcome, contender: Contender) -> tuple[str, ...]:
    timed = one.times[contender.name]
    if not timed.seconds:
        return contender.name, contender.what, timed.problem, "", "", "", "0"
    memory = one.memory.get(contender.name, math.nan)
    return (
        *(contender.name, contender.what, _time(timed.median)),
        _short(one.ratio(contender.name, READING)),
        _short(one.ratio(contender.name, OURS)),
        "" if math.isnan(memory) else f"{memory:.0f} MiB",
        str(len(timed.seconds)),
    )


def _differing(outcomes: Iterable[Outcome]) -> str:
    lines = [
        (f"`{one.key}`", peer, f"`{key}`", f"{mine:.9g}", f"{theirs:.9g}")
        for one in outcomes
        for peer, key, mine, theirs in one.differences()
    ]
    if not lines:
        return "None: where a peer has a number of the same definition, it is the same to 1e-6."
    return _table(("Row", "Peer", "Number", "napari-compare", "Peer's"), lines)


def _table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _time(seconds: float) -> str:
    return f"{_short(seconds)} s" if seconds >= 1 else f"{_short(1000 * seconds)} ms"


def _short(value: float) -> str:
    """Return a number in three digits, and larger ones whole."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _plain(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.6g}"
