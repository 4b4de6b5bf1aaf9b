"""Where the bars of a chart stand: plain coordinates, which the page's template writes as SVG. Pure.

Time runs the way one reads: in Arabic the oldest month stands on the right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 266
_LEFT: Final = 92
"""Room for the numbers beside the axis, also where a narrow screen shows them larger."""

_TOP: Final = 16
_BOTTOM: Final = HEIGHT - 62
_RIGHT: Final = WIDTH - 4
_MAX_BAR_WIDTH: Final = 44
"""In a chart of few months each bar stands in the middle of its month."""

_NAME_WIDTH: Final = 130
"""From this width on a month's label is its name, also in the large letters of a narrow screen; below, its number."""

_NARROW_SLOT: Final = 40
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
class SuppressionMark:
    """The mark of a suppressed value, at the foot of its bar: without it no bar would read as zero."""

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
    """What stands below a month's bars, around `x`; `optional` is what a narrow screen leaves out."""

    code: str
    x: int
    optional: bool
    with_year: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All that is drawn. `axis` is where the numbers end, `lines` from where to where the scale's lines run.

    `suppressed_series` are those of which nothing is shown: they have neither bars nor marks. `has_month_names` says
    whether there is room for them.
    """

    bars: tuple[Bar, ...]
    suppression_marks: tuple[SuppressionMark, ...]
    suppressed_series: frozenset[str]
    has_month_names: bool
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    axis: int
    lines: tuple[int, int]


def lay_out_chart(
    codes: Sequence[str], series: Mapping[str, Sequence[int | None]], *, mirrored: bool, highest: int | None = None
) -> Chart | None:
    """Bars side by side for each month, a mark where one is not shown. None where there is nothing to draw."""
    shown = {name: values for name, values in series.items() if any(value is not None for value in values)}
    if not shown:
        return None
    top = highest or _round_up(max(value for values in shown.values() for value in values if value is not None))
    slot = (_RIGHT - _LEFT) / len(codes)
    width = min(max(2, int(slot * 0.8 / len(shown))), _MAX_BAR_WIDTH)
    layout = _Layout(slot=slot, width=width, bars_per_month=len(shown), top=top, mirrored=mirrored)
    bars, suppression_marks = _place_bars(layout, shown)
    return Chart(
        bars=bars,
        suppression_marks=suppression_marks,
        suppressed_series=frozenset(series) - frozenset(shown),
        has_month_names=slot >= _NAME_WIDTH,
        ticks=tuple(Tick(value=value, y=layout.y(value)) for value in _list_ticks(top)),
        labels=tuple(layout.place_labels(codes)),
        axis=layout.x(_LEFT - 10),
        lines=(layout.x(_LEFT), layout.x(_RIGHT)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    slot: float
    width: int
    bars_per_month: int
    top: int
    mirrored: bool

    def x(self, x: int, width: int = 0) -> int:
        return WIDTH - x - width if self.mirrored else x

    def y(self, value: int) -> int:
        return round(_BOTTOM - (_BOTTOM - _TOP) * value / self.top)

    def compute_start(self, month: int, nth: int) -> int:
        middle = _LEFT + (month + 0.5) * self.slot
        return round(middle - self.width * self.bars_per_month / 2) + nth * self.width

    def place_bar(self, name: str, value: int, *, month: int, nth: int) -> Bar:
        y = min(self.y(value), _BOTTOM - 1)
        x = self.x(self.compute_start(month, nth), self.width)
        return Bar(series=name, x=x, y=y, width=self.width, height=_BOTTOM - y)

    def place_suppression_mark(self, name: str, *, month: int, nth: int) -> SuppressionMark:
        return SuppressionMark(series=name, x=self.x(self.compute_start(month, nth) + self.width // 2), y=_BOTTOM)

    def place_labels(self, codes: Sequence[str]) -> list[Label]:
        is_narrow = self.slot < _NARROW_SLOT
        return [
            Label(
                code=code,
                x=self.x(round(_LEFT + (month + 0.5) * self.slot)),
                optional=is_narrow and (len(codes) - month) % 2 == 0,
                with_year=code.endswith("-01") or (month == 0 and not (is_narrow and _include_january(codes[1:3]))),
            )
            for month, code in enumerate(codes)
        ]


def _place_bars(
    layout: _Layout, series: Mapping[str, Sequence[int | None]]
) -> tuple[tuple[Bar, ...], tuple[SuppressionMark, ...]]:
    bars: list[Bar] = []
    suppression_marks: list[SuppressionMark] = []
    for nth, (name, values) in enumerate(series.items()):
        for month, value in enumerate(values):
            if value is None:
                suppression_marks.append(layout.place_suppression_mark(name, month=month, nth=nth))
            elif value:
                bars.append(layout.place_bar(name, value, month=month, nth=nth))
    return tuple(bars), tuple(suppression_marks)


def _include_january(codes: Sequence[str]) -> bool:
    return any(code.endswith("-01") for code in codes)


def _round_up(value: int) -> int:
    """The next round even number: 2, 4, 10, 20, 40, 100 and so on."""
    power = 1
    while True:
        for step in (2, 4, 10):
            if value <= step * power:
                return step * power
        power *= 10


def _list_ticks(top: int) -> tuple[int, ...]:
    return (0, top // 2, top)
