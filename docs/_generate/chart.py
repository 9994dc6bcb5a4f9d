"""A small chart on two logarithmic axes, as SVG that reads on light and dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, TOP, BOTTOM = 64, 120, 24, 52
X_APART, Y_APART = 50.0, 14.0
COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b")


@dataclass(frozen=True)
class Series:
    """A named line of (x, y) points, all positive."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class _Scale:
    """From powers of ten to pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Pixel of a value."""
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def log_log(title: str, x_title: str, y_title: str, lines: Sequence[Series]) -> str:
    """The chart.

    Args:
        title: read out by screen readers.
        x_title, y_title: with units.
        lines: what is drawn.
    """
    xs = sorted({x for line in lines for x, _ in line.points})
    ys = [y for line in lines for _, y in line.points]
    pad = 0.04 * max(log10(xs[-1] / xs[0]), 1e-9)
    across = _Scale(log10(xs[0]) - pad, log10(xs[-1]) + pad, LEFT, WIDTH - RIGHT)
    low, high = floor(log10(min(ys))), ceil(log10(max(ys)))
    up = _Scale(low, max(high, low + 1), HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12" role="img" fill="#777">',
        f"<title>{escape(title)}</title>",
    ]
    for power in range(int(up.low), int(up.high) + 1):
        y = up.at(10.0**power)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#8884" />')
        parts.append(
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    labelled = WIDTH * 1.0
    for x in reversed(xs):
        at = across.at(x)
        parts.append(f'<path d="M{at:.1f} {HEIGHT - BOTTOM}v5" stroke="#888" />')
        if labelled - at < X_APART:
            continue
        labelled = at
        parts.append(
            f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x:,.0f}</text>'
        )
    parts.append(f'<text x="{LEFT - 48}" y="{TOP - 10}">{escape(y_title)}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_title)}</text>'
    )
    names = _apart([up.at(line.points[-1][1]) for line in lines])
    for colour, line, name_y in zip(COLOURS, lines, names, strict=False):
        places = [(across.at(x), up.at(y)) for x, y in line.points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2" />')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}" />' for x, y in places]
        x = places[-1][0] + 8
        parts.append(
            f'<text x="{x:.1f}" y="{name_y + 4:.1f}" fill="{colour}">{escape(line.name)}</text>'
        )
    return "\n".join((*parts, "</svg>"))


def _apart(places: Sequence[float]) -> list[float]:
    """Heights of names, moved down as far as they would touch the one above."""
    out, lowest = [0.0] * len(places), -Y_APART
    for i in sorted(range(len(places)), key=lambda i: places[i]):
        lowest = out[i] = max(places[i], lowest + Y_APART)
    return out
