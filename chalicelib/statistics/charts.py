"""Where the bars of a chart stand: plain coordinates, which the page's template writes as SVG. Pure.

Time runs the way one reads: in Arabic the oldest month stands on the right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 266
_AXIS: Final = 92
"""Room for the numbers beside the axis, also where a narrow screen shows them larger."""

_TOP: Final = 16
_BOTTOM: Final = HEIGHT - 62
_END: Final = WIDTH - 4
_WIDEST: Final = 44
"""Of one bar: the few bars of a few months stand each in the middle of its month."""

_NAMED: Final = 130
"""From this width on a month's label is its name, also in the large letters of a narrow screen; below, its number."""

_CROWDED: Final = 40
"""Below this width a narrow screen has room for every second number only, and for a year after two more months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle of a series."""

    series: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Where a bar would stand if it were shown: the middle of its foot. It gets a mark, since no bar reads as none."""

    series: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the scale, and its number."""

    value: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What stands below a month's bars, around `x`; `spare` is what a narrow screen leaves out."""

    code: str
    x: int
    spare: bool
    with_year: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All that is drawn. `axis` is where the numbers end, `lines` from where to where the scale's lines run.

    `hidden` are the series of which nothing is shown: they have neither bars nor marks. `named` says whether there is
    room for the names of the months.
    """

    bars: tuple[Bar, ...]
    withheld: tuple[Withheld, ...]
    hidden: frozenset[str]
    named: bool
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    axis: int
    lines: tuple[int, int]


def by_month(
    codes: Sequence[str], series: Mapping[str, Sequence[int | None]], *, mirrored: bool, highest: int | None = None
) -> Chart | None:
    """Bars side by side for each month, a mark where one is not shown. None where there is nothing to draw."""
    drawn = {name: values for name, values in series.items() if any(value is not None for value in values)}
    if not drawn:
        return None
    top = highest or _round_above(max(value for values in drawn.values() for value in values if value is not None))
    slot = (_END - _AXIS) / len(codes)
    width = min(max(2, int(slot * 0.8 / len(drawn))), _WIDEST)
    place = _Place(slot=slot, width=width, side_by_side=len(drawn), top=top, mirrored=mirrored)
    bars, withheld = _bars(place, drawn)
    return Chart(
        bars=bars,
        withheld=withheld,
        hidden=frozenset(series) - frozenset(drawn),
        named=slot >= _NAMED,
        ticks=tuple(Tick(value=value, y=place.y(value)) for value in _scale(top)),
        labels=tuple(place.labels(codes)),
        axis=place.x(_AXIS - 10),
        lines=(place.x(_AXIS), place.x(_END)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    slot: float
    width: int
    side_by_side: int
    top: int
    mirrored: bool

    def x(self, x: int, width: int = 0) -> int:
        return WIDTH - x - width if self.mirrored else x

    def y(self, value: int) -> int:
        return round(_BOTTOM - (_BOTTOM - _TOP) * value / self.top)

    def start(self, month: int, nth: int) -> int:
        middle = _AXIS + (month + 0.5) * self.slot
        return round(middle - self.width * self.side_by_side / 2) + nth * self.width

    def bar(self, name: str, value: int, *, month: int, nth: int) -> Bar:
        y = min(self.y(value), _BOTTOM - 1)
        x = self.x(self.start(month, nth), self.width)
        return Bar(series=name, x=x, y=y, width=self.width, height=_BOTTOM - y)

    def withheld(self, name: str, *, month: int, nth: int) -> Withheld:
        return Withheld(series=name, x=self.x(self.start(month, nth) + self.width // 2), y=_BOTTOM)

    def labels(self, codes: Sequence[str]) -> list[Label]:
        crowded = self.slot < _CROWDED
        return [
            Label(
                code=code,
                x=self.x(round(_AXIS + (month + 0.5) * self.slot)),
                spare=crowded and (len(codes) - month) % 2 == 0,
                with_year=code.endswith("-01") or (month == 0 and not (crowded and _turns(codes[1:3]))),
            )
            for month, code in enumerate(codes)
        ]


def _bars(place: _Place, series: Mapping[str, Sequence[int | None]]) -> tuple[tuple[Bar, ...], tuple[Withheld, ...]]:
    bars: list[Bar] = []
    withheld: list[Withheld] = []
    for nth, (name, values) in enumerate(series.items()):
        for month, value in enumerate(values):
            if value is None:
                withheld.append(place.withheld(name, month=month, nth=nth))
            elif value:
                bars.append(place.bar(name, value, month=month, nth=nth))
    return tuple(bars), tuple(withheld)


def _turns(codes: Sequence[str]) -> bool:
    return any(code.endswith("-01") for code in codes)


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
