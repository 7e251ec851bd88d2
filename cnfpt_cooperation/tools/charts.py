"""Charts drawn by the server: SVG text that stands in a page, a PDF or a mail.

A drawing says in words what it shows (`<title>`, `<desc>`) and is an image for who
does not see it; the table beside it has the numbers. What is live is plain, what was
published is hatched, so that both are told apart without colour. Hatches are drawn
line by line: not every program that reads SVG knows patterns.
"""

from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 560
_FONT = 16
_LABELS = 185
_VALUES = 70
_BAR = 24
_GAP = 12
_LEGEND = 26
_LETTER = 8.7
_PLOT = 190
_LEFT = 66
_HATCH = 6
# Between two points of a year, for the numbers of both.
_ROOM = 48
# Lines: told apart by their dashes too, and from white by 3:1 at least.
COLOURS = ("#1f3a5f", "#c2571a", "#2f7d6d", "#7a4a8c", "#5c6670")
# Bars: fill, frame and what is written on it. On black-and-white paper the fills are
# four greys, from dark to white, and the frame keeps the lightest from the page.
_FILLS = (
    ("#1f3a5f", "#1f3a5f", "#ffffff"),
    ("#c2571a", "#c2571a", "#ffffff"),
    ("#a3d0c5", "#2f7d6d", "#1b1b1b"),
    ("#f6f1f8", "#7a4a8c", "#1b1b1b"),
    ("#5c6670", "#5c6670", "#ffffff"),
)
_DASHES = ("", "7 4", "2 4", "9 3 2 3", "1 3")


@dataclass(frozen=True)
class Series:
    """Numbers of one kind, one for each label; None where there is none.

    :param is_published: hatched; in a chart of lines, name the points instead
    :param published: numbers of the points that are published totals
    """

    label: str
    values: list
    is_published: bool = False
    published: frozenset = frozenset()


def draw_bars(name, title, description, labels, series, write=str):
    """Draw one bar a label; several series are stacked.

    :param str name: unique in the page, for the references inside the drawing
    :param labels: what the bars are, from top to bottom
    :param write: function that writes a number for the reader
    """
    totals = [
        sum(values) if (values := [v for v in column if v is not None]) else None
        for column in zip(*(one.values for one in series), strict=True)
    ]
    scale = (WIDTH - _LABELS - _VALUES) / max([t or 0 for t in totals] + [1])
    is_told = len(series) > 1 or series[0].is_published
    is_split = len(series) > 1 and not any(one.is_published for one in series)
    legend, top = _draw_legend(series) if is_told else ([], 0)
    height = top + len(labels) * (_BAR + _GAP) + 4
    parts = [*legend]
    for number, label in enumerate(labels):
        y = top + number * (_BAR + _GAP) + _GAP / 2
        parts.append(_draw_text(_LABELS - 10, y + 18, label, "end"))
        x = _LABELS
        for rank, one in enumerate(series):
            value = one.values[number] or 0
            if width := round(value * scale, 1):
                parts.append(_draw_bar(x, y, width, rank, one.is_published))
                if is_split:
                    parts.append(_draw_share(x, y, width, rank, write(value)))
                x += width
        if totals[number] is not None:
            text = write(totals[number])
            parts.append(_draw_text(round(x + 7, 1), y + 18, text, "start", bold=True))
    parts.append(_draw_line(_LABELS, top, _LABELS, height - 2, "#5c6670", 1))
    return _draw(name, title, description, height, parts)


def draw_lines(name, title, description, labels, series, write=str):
    """Draw one line a series over the labels, most often years.

    A line stops where nothing is known: nothing is not zero.
    """
    known = [v for one in series for v in one.values if v is not None]
    step = get_step(max([*known, 1]))
    most = max(step, -(-max([*known, 0]) // step) * step)
    parts, top = _draw_legend(series, lines=True)
    top += 20
    parts += _draw_scale(top, step, most, write)
    gap = (WIDTH - _LEFT - 40) / max(len(labels) - 1, 1)
    places = [round(_LEFT + 10 + number * gap, 1) for number in range(len(labels))]
    # Below a point of zero there is room for its number, then for the year.
    bottom = top + _PLOT + (40 if len(series) == 2 else 24)
    for x, label in zip(places, labels, strict=True):
        parts.append(_draw_text(x, bottom, label, "middle"))
    for rank, one in enumerate(series):
        points = [
            None if value is None else (x, round(top + _PLOT * (1 - value / most), 1))
            for x, value in zip(places, one.values, strict=True)
        ]
        parts.append(_draw_path(points, rank, one))
    if len(series) <= 2:
        heights = [
            [None if v is None else top + _PLOT * (1 - v / most) for v in one.values]
            for one in series
        ]
        parts += _draw_values(places, series, heights, write)
    return _draw(name, title, description, bottom + 10, parts)


def _draw_values(places, series, heights, write):
    """Write the numbers of one or two lines: the higher above, the lower below.

    Where the higher line turns upwards its number stands below too, if there is room.
    """
    parts = []
    for number, x in enumerate(places):
        points = [
            (line[number], _is_valley(line, number), one.values[number])
            for line, one in zip(heights, series, strict=True)
            if line[number] is not None
        ]
        points.sort()
        for rank, (y, is_valley, value) in enumerate(points):
            has_room = not rank and all(y + _ROOM < low for low, *__ in points[1:])
            is_below = rank or (is_valley and has_room)
            y = round(y + (22 if is_below else -10), 1)
            parts.append(_draw_text(x, y, write(value), "middle", bold=True))
    return parts


def _is_valley(line, number):
    """Return whether a line comes down to a point and goes up again."""
    around = line[max(number - 1, 0) : number] + line[number + 1 : number + 2]
    return len(around) == 2 and all(y is not None and y < line[number] for y in around)


def _draw_scale(top, step, most, write):
    """Draw the lines that tell how much a height is."""
    parts, level = [], 0
    while level <= most:
        y = round(top + _PLOT * (1 - level / most), 1)
        parts.append(_draw_line(_LEFT, y, WIDTH - 10, y, "#d5d9df", 1))
        parts.append(_draw_text(_LEFT - 8, y + 5, write(level), "end"))
        level += step
    return parts


def get_step(most):
    """Return the distance between two lines of a scale: 1, 2 or 5 times a power of 10.

    >>> get_step(3), get_step(48), get_step(579)
    (1, 10, 200)
    """
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * 5 >= most:
                return factor * power
        power *= 10


def _draw(name, title, description, height, parts):
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        'width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'aria-labelledby="{name}-title {name}-desc">'
        '<title id="{name}-title">{title}</title>'
        '<desc id="{name}-desc">{description}</desc>{parts}</svg>'
    ).format(
        width=WIDTH,
        height=round(height),
        name=name,
        title=title,
        description=description,
        parts=Markup("").join(parts),
    )


def _draw_text(x, y, text, anchor, bold=False, colour="#1b1b1b"):
    weight = Markup(' font-weight="bold"') if bold else ""
    return Markup(
        '<text x="{}" y="{}" text-anchor="{}" font-size="{}" '
        'font-family="Noto Sans, DejaVu Sans, sans-serif" fill="{}"{}>{}</text>'
    ).format(x, y, anchor, _FONT, colour, weight, text)


def _draw_line(x1, y1, x2, y2, colour, width):
    return Markup(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>'
    ).format(x1, y1, x2, y2, colour, width)


def _draw_bar(x, y, width, rank, is_published, height=_BAR):
    """Draw a bar; one of a published total is hatched, with a frame."""
    # What was published is of the same kind as what is live: the same colour.
    fill, colour, __ = _FILLS[0 if is_published else rank % len(_FILLS)]
    if not is_published:
        return Markup(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" '
            'stroke-width="1"/>'
        ).format(x, y, width, height, fill, colour)
    path = " ".join(
        f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        for x1, y1, x2, y2 in _hatch(x, y, width, height)
    )
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="#ffffff" stroke="{}" '
        'stroke-width="1.5"/><path d="{}" stroke="{}" stroke-width="1.5" fill="none"/>'
    ).format(x, y, width, height, colour, path, colour)


def _draw_share(x, y, width, rank, text):
    """Write a number on its part of a bar, where there is room for it."""
    if width < len(text) * _LETTER + 8:
        return ""
    return _draw_text(
        *(round(x + width / 2, 1), y + 18, text, "middle"),
        bold=True,
        colour=_FILLS[rank % len(_FILLS)][2],
    )


def _hatch(x, y, width, height):
    """Return the diagonals of a rectangle, cut at its edges: x1, y1, x2, y2."""
    offset = _HATCH
    while offset < width + height:
        x1, y1 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
        x2, y2 = (
            (x, y + offset) if offset <= height else (x + offset - height, y + height)
        )
        yield x1, y1, x2, y2
        offset += _HATCH


def _draw_path(points, rank, series):
    colour = COLOURS[rank % len(COLOURS)]
    path, pen_down = [], False
    for point in points:
        if point:
            path.append(f"{'L' if pen_down else 'M'}{point[0]} {point[1]}")
        pen_down = bool(point)
    parts = [
        Markup('<path d="{}" stroke="{}" stroke-width="2.5" fill="none"{}/>').format(
            " ".join(path), colour, _draw_dash(rank)
        )
    ]
    for number, point in enumerate(points):
        if point:
            is_published = series.is_published or number in series.published
            parts.append(_draw_point(*point, colour, is_published))
    return Markup("").join(parts)


def _draw_dash(rank):
    dash = _DASHES[rank % len(_DASHES)]
    return Markup(' stroke-dasharray="{}"').format(dash) if dash else ""


def _draw_point(x, y, colour, is_published):
    """A point of a published total is hollow."""
    return Markup(
        '<circle cx="{}" cy="{}" r="5" fill="{}" stroke="{}" stroke-width="2"/>'
    ).format(x, y, "#ffffff" if is_published else colour, colour)


def _draw_legend(series, lines=False):
    """Draw what the series are, above the drawing; return it and its height."""
    parts, x, y = [], 0, 0
    for rank, one in enumerate(series):
        width = 33 + len(one.label) * _LETTER
        if x and x + width > WIDTH:
            x, y = 0, y + _LEGEND
        if lines:
            parts.append(
                Markup(
                    '<path d="M{} {}L{} {}" fill="none" stroke="{}" '
                    'stroke-width="2.5"{}/>'
                ).format(
                    *(x, y + 11, x + 26, y + 11),
                    *(COLOURS[rank % len(COLOURS)], _draw_dash(rank)),
                )
            )
        else:
            parts.append(_draw_bar(x + 1, y + 3, 24, rank, one.is_published, height=15))
        parts.append(_draw_text(x + 33, y + 17, one.label, "start"))
        x += width + 22
    return parts, y + _LEGEND
