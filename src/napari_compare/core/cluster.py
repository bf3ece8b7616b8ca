"""The same passes on a dask.distributed cluster: parts go out, sums come back and are added.

Every task depends on nothing but its arguments, so the scheduler repeats what a worker that died
has not delivered, and the sums of whole numbers are the same as on one machine.
"""

from __future__ import annotations

import sys
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key, chunks, planes
from napari_compare.core.held import held, without_pixels
from napari_compare.core.measurement import Partial
from napari_compare.core.pair import Pair
from napari_compare.core.passes import Part, Place, Task, measurements, take_first
from napari_compare.core.pixels import Pixels, take_second
from napari_compare.core.progress import Steps
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.second import SecondPass
from napari_compare.core.statistics.window import Window
from napari_compare.core.survey import Backgrounds, Surveys, look, merge, unseen
from napari_compare.core.threads import PATIENCE
from napari_compare.core.thresholds import Thresholds

GROUPS_A_WORKER = 4
TIMEOUT = 10

Found = TypeVar("Found")
Floats = npt.NDArray[np.float64]


def active_client() -> Any | None:
    """Return this process's client of a dask.distributed cluster, or None if there is none."""
    # dask imports it in a thread, so that it may be there in part.
    default_client = getattr(sys.modules.get("distributed.client"), "default_client", None)
    if default_client is None:
        return None
    try:
        client = default_client()
    except ValueError:
        return None
    return client if client.status == "running" else None


@contextmanager
def connected(scheduler: str | None) -> Iterator[None]:
    """Connect this process to a cluster, for as long as the context lasts.

    Parameters
    ----------
    scheduler
        Address of a scheduler, such as "tcp://10.0.0.1:8786"; "local" for a cluster of this
        machine's processors; None to do without.

    Raises
    ------
    ValueError
        If dask.distributed is not installed, or nothing answers at the address.
    """
    if scheduler is None:
        yield
        return
    try:
        import distributed
    except ImportError:
        raise ValueError(
            'A cluster needs dask.distributed: pip install "napari-compare[cluster]" brings it.'
        ) from None
    with ExitStack() as stack:
        address = scheduler
        if scheduler == "local":
            here = distributed.LocalCluster(  # type: ignore[no-untyped-call]
                threads_per_worker=1, dashboard_address=":0"
            )
            address = stack.enter_context(here).scheduler_address
        try:
            client = distributed.Client(address, timeout=TIMEOUT)  # type: ignore[no-untyped-call]
            stack.enter_context(client)
        except (OSError, ValueError) as error:
            raise ValueError(f'No scheduler answers at "{scheduler}": {error}.') from None
        yield


def on_cluster(
    client: Any, work: Callable[..., Found], items: Iterable[tuple[Any, ...]]
) -> Iterator[Found | None]:
    """Do work on a cluster; yield what it returns, in order, and None while nothing is done."""
    from distributed import wait

    most = 2 * max(1, len(client.nthreads()))
    pending: deque[Any] = deque()
    try:
        for item in items:
            with warnings.catch_warnings():
                # Images in memory must be sent; there is no quicker way for workers to get them.
                warnings.filterwarnings("ignore", "Sending large graph")
                pending.append(client.submit(work, *item, pure=False))
            if len(pending) >= most:
                yield from _done(pending, wait)
        while pending:
            yield from _done(pending, wait)
    finally:
        client.cancel(list(pending))


def _done(pending: deque[Any], wait: Callable[..., object]) -> Iterator[Any]:
    while True:
        try:
            wait([pending[0]], timeout=PATIENCE)
        except TimeoutError:
            yield None
            continue
        yield pending[0].result()
        pending.popleft()
        return


def groups(client: Any, items: Sequence[Found]) -> Iterator[Sequence[Found]]:
    """Cut a list into a few pieces for each worker."""
    n = GROUPS_A_WORKER * max(1, len(client.nthreads()))
    size = max(1, -(-len(items) // n))
    for first in range(0, len(items), size):
        yield items[first : first + size]


def survey_on(
    client: Any, pair: Pair, settings: Settings, backgrounds: Backgrounds, steps: Steps
) -> Generator[Progress, None, Surveys]:
    """Look at both whole images; see `survey`."""
    whole = unseen(settings)
    shares = list(groups(client, chunks(pair, {})))
    work = ((settings, backgrounds, [(key, held(pair, key)) for key in share]) for share in shares)
    finished = iter(shares)
    for seen in on_cluster(client, _look, work):
        if seen is not None:
            merge(whole, seen)
        yield steps.next(len(next(finished))) if seen else steps.same()
    return whole


def _look(
    settings: Settings, backgrounds: Backgrounds, parts: Sequence[tuple[Key, Pair]]
) -> Surveys:
    whole = unseen(settings)
    for key, pair in parts:
        merge(whole, look(pair, settings, key, pair.part(key), backgrounds))
    return whole


@dataclass(frozen=True)
class Order:
    """What a worker must know besides the parts of the images.

    Parameters
    ----------
    task, regions, sizes, needs, given
        See `Place`; the task's pair holds no pixels.
    """

    task: Task
    regions: Sequence[Region]
    sizes: Sequence[int]
    needs: frozenset[str]
    given: Thresholds | None

    def at(self, pair: Pair) -> Task:
        """Return the task with a pair that holds pixels."""
        return replace(self.task, pair=pair)


Numbered = tuple[int, Part, Pair]


def measure_on(client: Any, place: Place, task: Task) -> Generator[Progress, None, None]:
    """Measure the regions at one split index; see `measure`."""
    steps = task.steps
    order = _order(place, task)
    parts = [(number, part) for number, part in enumerate(place.parts)]
    shares = list(groups(client, parts))

    def with_pixels(group: Sequence[tuple[int, Part]]) -> list[Numbered]:
        return [(number, part, held(task.pair, part[0])) for number, part in group]

    found: list[list[Partial]] = []
    for done in on_cluster(client, _first, ((order, with_pixels(one)) for one in shares)):
        if done is not None:
            seen, partials = done
            if task.look:
                merge(task.seen, seen)
            found.append(partials)
        yield steps.next(len(shares[len(found) - 1])) if done else steps.same()
    windows = [[_window_to_read(one) for one in partials] for partials in found]
    for one, of_region in zip(place.measured, zip(*found, strict=True), strict=True):
        one.prepare(of_region)
        yield steps.same()
    second = (
        (order, with_pixels(group), [None if w is None else (m.plan(), w) for m, w in plans])
        for group, plans in (
            (group, list(zip(place.measured, some, strict=True)))
            for group, some in zip(shares, windows, strict=True)
            if any(some)
        )
    )
    for filled in on_cluster(client, _second, second):
        for one, passed in zip(place.measured, filled or (), strict=filled is not None):
            if passed is not None:
                one.take(passed)
        yield steps.same()
    yield steps.next(len(parts))
    if "similarity" in place.needs:
        yield from _similarity_on(client, place, order, task)


def _order(place: Place, task: Task) -> Order:
    bare = replace(task, pair=without_pixels(task.pair), runs={})
    return Order(bare, place.regions, place.sizes, place.needs, place.given)


def _window_to_read(partial: Partial) -> Window | None:
    """Return the window outside which pixels must be read again; None if they were kept."""
    first = partial.first
    return first.window if first is not None and first.rest is None else None


def _first(order: Order, parts: Sequence[Numbered]) -> tuple[Surveys, list[Partial]]:
    measured = measurements(order.task, order.regions, order.sizes, order.needs, order.given)
    whole = unseen(order.task.settings)
    for number, part, pair in parts:
        seen = take_first(order.at(pair), measured, (number, part))
        if seen is not None:
            merge(whole, seen)
    return whole, [one.leave() for one in measured]


def _second(
    order: Order, parts: Sequence[Numbered], plans: Sequence[tuple[SecondPass, Window] | None]
) -> list[SecondPass | None]:
    for _, (key, of_regions), pair in parts:
        pixels = Pixels(*order.at(pair).pair.part(key))
        for plan, of_region in zip(plans, of_regions, strict=True):
            if plan is not None:
                take_second(*plan, pixels, *of_region)
    return [plan[0] if plan else None for plan in plans]


def _similarity_on(
    client: Any, place: Place, order: Order, task: Task
) -> Generator[Progress, None, None]:
    # What was seen of the images is known only now, where it was not looked at ahead.
    order = replace(order, task=replace(order.task, seen=task.seen))
    keys = planes(task.pair, place.index)
    work = ((order, key, held(task.pair, key)) for key in keys)
    for sums in on_cluster(client, _similarity, work):
        if sums is not None:
            place.add_similarity(sums)
        yield task.steps.next() if sums else task.steps.same()


def _similarity(order: Order, key: Key, pair: Pair) -> list[Floats]:
    place = Place(order.at(pair), order.regions, _index_of(key), order.needs, order.given)
    for _, plane in place.planes():
        for first in plane.bands:
            place.add_similarity(place.similarity(key, plane, first))
    return [one.similarity for one in place.measured]


def _index_of(key: Key) -> Mapping[int, int]:
    return {axis: part.start for axis, part in enumerate(key[:-2])}
