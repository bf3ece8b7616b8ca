"""Pages and tables of the documentation that follow from the code, so that they stay true."""

import dataclasses
import math
import re
import typing
from pathlib import Path

import typer

from napari_compare.cli import app
from napari_compare.core.advice import CHECKS
from napari_compare.core.metrics import FAMILIES, METRICS, Metric
from napari_compare.core.outputs import OUTPUTS
from napari_compare.core.settings import Settings

FOLDER = "_generated"


def write_all(docs: Path) -> None:
    """Write every generated page into its folder below the documentation's."""
    folder = docs / FOLDER
    folder.mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")


def metrics() -> str:
    """Return a section a family, and in it an entry a metric."""
    sections = []
    for family in FAMILIES:
        entries = [_metric(one) for one in METRICS.values() if one.family == family]
        sections.append("\n\n".join([f"## {family}", *entries]))
    return "\n\n".join(sections) + "\n"


def settings() -> str:
    """Return a table of the fields of `Settings`."""
    hints = typing.get_type_hints(Settings, include_extras=True)
    explained = _parameters(Settings.__doc__ or "")
    rows = []
    for field in dataclasses.fields(Settings):
        options = typing.get_args(hints[field.name])[1]
        choices = ", ".join(f"`{choice}`" for choice in options.get("choices", ()))
        text = explained[field.name] + (f" One of {choices}." if choices else "")
        rows.append((f"`{field.name}`", f"`{field.default!r}`", text))
    return _table(("setting", "default", "what it says"), rows)


def outputs() -> str:
    """Return a table of the output layers."""
    rows = [(f"**{one.label}**", f"`{key}`", one.description) for key, one in OUTPUTS.items()]
    return _table(("layer", "key", "what it shows"), rows)


def command_line() -> str:
    """Return a section for each command, with its arguments and options."""
    commands = typer.main.get_command(app).commands
    sections = []
    for name, command in commands.items():
        rows = []
        for option in command.params:
            names = ", ".join(f"`{one}`" for one in option.opts)
            if option.param_type_name == "argument":
                names = f"`{option.name.upper()}`"
            default = "" if option.default in (None, False) else f" By default `{option.default}`."
            rows.append((names, (getattr(option, "help", "") or "") + default))
        sections.append(
            f"## napari-compare {name}\n\n{command.help}\n\n" + _table(("option", "meaning"), rows)
        )
    return "\n".join(sections)


def advice() -> str:
    """Return a section a check: what is found, what it means and what to do."""
    sections = []
    for one in CHECKS:
        first, meaning, remedy = one.doc.removeprefix("Find ").split("\n\n")
        found = first[0].upper() + first[1:]
        sections.append(f"## {one.title}\n\n*{found}*\n\n{meaning}\n\n**What to do.** {remedy}")
    return "\n\n".join(sections) + "\n"


def _metric(metric: Metric) -> str:
    first, _, rest = metric.doc.removeprefix("Return ").partition("\n\n")
    paragraphs = [first[0].upper() + first[1:], rest]
    facts = [f"- {fact}" for fact in _facts(metric)]
    return "\n\n".join(
        [
            f"(metric-{metric.key})=\n### {metric.label}",
            f"Column `{metric.key}`" + (f", in {metric.unit}" if _has_unit(metric) else ""),
            *(_linked(text) for text in paragraphs if text),
            "\n".join(facts),
        ]
    ).rstrip()


def _has_unit(metric: Metric) -> bool:
    return metric.unit not in ("", "size")


def _facts(metric: Metric) -> list[str]:
    low, high = metric.bounds
    facts = []
    if math.isfinite(low) or math.isfinite(high):
        facts.append(
            f"From {_number(low)} to {_number(high)}."
            if math.isfinite(high)
            else f"{_number(low)} or more."
        )
    if metric.of_itself is not None:
        facts.append(f"{_number(metric.of_itself)} where B equals A and is not constant.")
    if metric.symmetric:
        facts.append("The same when A and B are exchanged.")
    elif metric.swaps_with:
        facts.append(f"With A and B exchanged it is `{metric.swaps_with}`.")
    ignored = [
        words
        for words, holds in (
            ("multiplied by a positive number", metric.ignores_gain),
            ("shifted by a number", metric.ignores_offset),
        )
        if holds
    ]
    if ignored:
        facts.append(f"The same when a channel is {' or '.join(ignored)}.")
    if "thresholds" in metric.needs:
        facts.append("Depends on the thresholds.")
    if metric.unit == "size":
        power = {"area": "squared", "volume": "cubed"}[metric.key]
        facts.append(f"In the image's unit of length, {power}.")
    if metric.undefined:
        facts.append(f"Undefined (NaN): {metric.undefined}.")
    if metric.essential:
        facts.append('Measured by default: it is in the set "essential".')
    return facts


def _number(value: float) -> str:
    return f"{value:g}".replace("inf", "∞").replace("-", "−")


def _linked(text: str) -> str:
    """Return text whose DOIs are links, and whose signs Markdown takes for nothing else."""
    text = re.sub(r"([*_|<>\[\]])", r"\\\1", text)
    return re.sub(
        r"doi:(10\.\S+?)(?=[;,).]*(?:\s|$))",
        lambda found: f"[doi:{found[1]}](https://doi.org/{found[1]})".replace("\\", ""),
        text,
    )


def _parameters(docstring: str) -> dict[str, str]:
    """Return what a numpydoc docstring says of each parameter."""
    section = re.search(r"Parameters\s+-+\n(.*?)\n\s*\n", docstring, flags=re.DOTALL)
    assert section, "the docstring has no parameters"
    found: dict[str, list[str]] = {}
    margin = len(section[1]) - len(section[1].lstrip())
    for line in section[1].splitlines():
        if len(line) - len(line.lstrip()) == margin:
            name = line.strip()
            found[name] = []
        else:
            found[name].append(line.strip())
    return {name: " ".join(lines) for name, lines in found.items()}


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    cells = [[cell.replace("|", r"\|") for cell in line] for line in lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in cells) + "\n"


PAGES = {
    "metrics.md": metrics,
    "settings.md": settings,
    "outputs.md": outputs,
    "command-line.md": command_line,
    "advice.md": advice,
}
