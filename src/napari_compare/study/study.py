"""A study from its folders to its tables: what command line, dock and Python all do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from napari_compare.core.settings import Settings
from napari_compare.core.words import counted
from napari_compare.files.atomic import remove_drafts, whole_file
from napari_compare.files.results import IMAGES
from napari_compare.files.spreadsheet import require_excel
from napari_compare.report.page import open_page
from napari_compare.study.conditions import conditions_of
from napari_compare.study.plan import Plan
from napari_compare.study.records import Records
from napari_compare.study.report import study_report
from napari_compare.study.rows import Outcome
from napari_compare.study.run import WORKERS, Events, run
from napari_compare.study.search import Search
from napari_compare.study.tables import (
    as_table,
    write_conditions,
    write_record,
    write_tables,
)

if TYPE_CHECKING:
    import pandas as pd

REPORT = "report.html"
NOT_DONE = "Not compared yet: the study was stopped. A second run goes on."


@dataclass(eq=False)
class Study:
    """Pairs, how they are compared, and what came of them so far.

    Parameters
    ----------
    search
        How the pairs are found; they are found at once.
    settings
        How they are compared.
    out
        Folder for records, tables and images; made if it does not exist. None: nothing is written.
    images
        Whether difference and overlap images are written.
    excel
        Whether the table is written for Excel too.

    Raises
    ------
    ValueError
        If there are no pairs, or Excel's format is wished and openpyxl is not installed.
    """

    search: Search
    settings: Settings
    out: Path | None = None
    images: bool = False
    excel: bool = False
    plan: Plan = field(init=False)
    _outcomes: dict[str, Outcome] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.excel:
            require_excel()
        self.plan = self.search.find()

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """What came of each pair, in their order; those not compared yet have an error."""
        return [
            self._outcomes.get(pair.name) or Outcome(pair, error=pair.problem or NOT_DONE)
            for pair in self.plan.pairs
        ]

    @property
    def failed(self) -> Sequence[Outcome]:
        """The pairs without numbers."""
        return [outcome for outcome in self.outcomes if outcome.error]

    @property
    def unfinished(self) -> bool:
        """Whether there are pairs of which nothing has come yet."""
        return len(self._outcomes) < len(self.plan.pairs)

    @property
    def summary(self) -> str:
        """How many pairs are compared, in a sentence."""
        outcomes = self.outcomes
        compared, kept = len(outcomes) - len(self.failed), sum(one.kept for one in outcomes)
        text = f"{compared:,} of {counted(len(outcomes), 'pair')} are compared"
        return f"{text}, {kept:,} of them in an earlier run." if kept else f"{text}."

    @property
    def report(self) -> Path | None:
        """The report, once a run has ended; None if nothing is written."""
        return None if self.out is None else self.out / REPORT

    def run(self, workers: int = WORKERS) -> Events:
        """Compare the pairs; see `run.run`. However it ends, the tables are written then.

        Raises
        ------
        ValueError, OSError
            If the folder cannot be written to.
        """
        records = None
        if self.out is not None:
            self.out.mkdir(parents=True, exist_ok=True)
            remove_drafts(self.out)
            write_record(self.out, self.settings, self.search.as_record())
            records = Records(self.out, IMAGES if self.images else ())
        try:
            for event in run(self.plan.pairs, self.settings, records, workers):
                if isinstance(event, Outcome):
                    self._outcomes[event.pair.name] = event
                yield event
        finally:
            if self.out is not None and records is not None:
                self._write(self.out, records)

    def _write(self, folder: Path, records: Records) -> None:
        """Write tables and report of what is known so far."""
        outcomes, table = self.outcomes, self.table()
        conditions = conditions_of(outcomes, table)
        write_tables(folder, outcomes, self.settings, excel=self.excel)
        write_conditions(folder, conditions)
        with whole_file(folder / REPORT) as draft, open_page(draft) as page:
            page.writelines(
                study_report(
                    outcomes,
                    self.settings,
                    self.plan.messages,
                    conditions,
                    table,
                    records.pictures,
                )
            )

    def table(self) -> pd.DataFrame:
        """Return the outcomes as a table."""
        return as_table(self.outcomes, self.settings)
