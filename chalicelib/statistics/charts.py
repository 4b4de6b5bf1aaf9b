"""Where the bars of a chart stand: plain coordinates, which the page's template writes as SVG. Pure.

Time runs the way one reads: in Arabic the oldest month stands on the right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 240
_AXIS: Final = 92
"""Room for the numbers beside the axis, also where a narrow screen shows them larger."""

_TOP: Final = 16
_BOTTOM: Final = HEIGHT - 36
_END: Final = WIDTH - 4
_WIDEST: Final = 56
"""Of one month's bars together: few months do not fill the width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle of a series."""

    series: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the scale, and its number."""

    value: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A month's name below its bars; `anchor` is the side of the reading direction it begins at."""

    code: str
    x: int
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All that is drawn. `axis` is where the numbers end, `lines` from where to where the scale's lines run."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    axis: int
    lines: tuple[int, int]


def by_month(
    codes: Sequence[str], series: Mapping[str, Sequence[int | None]], *, mirrored: bool, highest: int | None = None
) -> Chart | None:
    """Bars side by side for each month; what is not shown has none. None where there is nothing to draw."""
    known = [value for values in series.values() for value in values if value is not None]
    if not known:
        return None
    top = highest or _round_above(max(known))
    slot = min((_END - _AXIS) / len(codes), _WIDEST)
    place = _Place(slot=slot, width=max(2, int(slot * 0.8 / len(series))), top=top, mirrored=mirrored)
    bars = (
        place.bar(name, value, month=month, nth=nth)
        for nth, (name, values) in enumerate(series.items())
        for month, value in enumerate(values)
        if value
    )
    return Chart(
        bars=tuple(bars),
        ticks=tuple(Tick(value=value, y=place.y(value)) for value in _scale(top)),
        labels=tuple(place.labels(codes)),
        axis=place.x(_AXIS - 10),
        lines=(place.x(_AXIS), place.x(_END)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    slot: float
    width: int
    top: int
    mirrored: bool

    def x(self, x: int, width: int = 0) -> int:
        return WIDTH - x - width if self.mirrored else x

    def y(self, value: int) -> int:
        return round(_BOTTOM - (_BOTTOM - _TOP) * value / self.top)

    def bar(self, name: str, value: int, *, month: int, nth: int) -> Bar:
        x = round(_AXIS + month * self.slot + self.slot * 0.1) + nth * self.width
        y = min(self.y(value), _BOTTOM - 1)
        return Bar(series=name, x=self.x(x, self.width), y=y, width=self.width, height=_BOTTOM - y)

    def labels(self, codes: Sequence[str]) -> list[Label]:
        last = len(codes) - 1
        found = [Label(code=codes[0], x=self.x(_AXIS), anchor="start")]
        if last > 8:
            middle = last // 2
            x = self.x(round(_AXIS + (middle + 0.5) * self.slot))
            found.append(Label(code=codes[middle], x=x, anchor="middle"))
        if last > 5:
            found.append(Label(code=codes[last], x=self.x(round(_AXIS + len(codes) * self.slot)), anchor="end"))
        return found


def _round_above(value: int) -> int:
    """The next round even number: 2, 4, 10, 20, 40, 100 and so on."""
    power = 1
    while True:
        for step in (2, 4, 10):
            if value <= step * power:
                return step * power
        power *= 10


def _scale(top: int) -> tuple[int, ...]:
    return (0, top // 2, top)
