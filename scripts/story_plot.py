"""Draws the story of the demo: remaining energy over time, and when the supply was open."""

import html

WIDTH, HEIGHT = 1000, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 60, 70
INK, GRID, LINE, OPEN, ALARM = "#1d2733", "#dde3ea", "#0b6bcb", "#f6c9c4", "#c77700"


def _steps(highest, wanted=6):
    """Round numbers from zero to `highest` for the marks of an axis."""
    for factor in (1, 2, 5, 10, 20, 50, 100, 200):
        if highest / factor <= wanted:
            return [n * factor for n in range(int(highest // factor) + 1)]
    return [0, highest]



def _open_intervals(samples):
    """[from, until] of each time between samples without a break in which the supply was open."""
    intervals = []
    for (t, _, supply), (t_next, _, _) in zip(samples, samples[1:]):
        if supply != "open":
            continue
        if intervals and intervals[-1][1] == t:
            intervals[-1][1] = t_next
        else:
            intervals.append([t, t_next])
    return intervals


def draw(samples, marks, alarm_wh, subtitle):
    """An SVG document.

    samples   list of (meter time in seconds, remaining Wh, 'closed' or 'open'), by time
    marks     list of (meter time in seconds, text), numbered in the picture
    alarm_wh  the alarm level, drawn as a dashed line
    """
    start, end = samples[0][0], max(samples[-1][0], samples[0][0] + 1)
    highest = max(r for _, r, _ in samples) / 1000 * 1.08
    lowest = min(0.0, min(r for _, r, _ in samples) / 1000)

    def x(seconds):
        return LEFT + (seconds - start) / (end - start) * (WIDTH - LEFT - RIGHT)

    def y(kwh):
        return HEIGHT - BOTTOM - (kwh - lowest) / (highest - lowest) * (HEIGHT - TOP - BOTTOM)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           f'font-family="DejaVu Sans, sans-serif" font-size="13" fill="{INK}">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
           f'<text x="{LEFT}" y="24" font-size="18" font-weight="bold">Remaining energy and the '
           'supply switch</text>',
           f'<text x="{LEFT}" y="44" fill="#5b6876">{html.escape(subtitle)}</text>']
    for begin, until in _open_intervals(samples):
        out.append(f'<rect x="{x(begin):.1f}" y="{TOP}" width="{max(x(until) - x(begin), 2):.1f}" '
                   f'height="{HEIGHT - TOP - BOTTOM}" fill="{OPEN}"/>')
    for kwh in _steps(highest):
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(kwh):.1f}" y2="{y(kwh):.1f}" '
                   f'stroke="{GRID}"/><text x="{LEFT - 8}" y="{y(kwh) + 4:.1f}" '
                   f'text-anchor="end">{kwh}</text>')
    out.append(f'<text x="18" y="{(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" '
               f'transform="rotate(-90 18 {(TOP + HEIGHT - BOTTOM) / 2})">kWh</text>')
    hours = (end - start) / 3600
    for hour in _steps(hours, 8):
        position = x(start + hour * 3600)
        out.append(f'<line x1="{position:.1f}" x2="{position:.1f}" y1="{HEIGHT - BOTTOM}" '
                   f'y2="{HEIGHT - BOTTOM + 5}" stroke="{INK}"/><text x="{position:.1f}" '
                   f'y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{hour} h</text>')
    out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(alarm_wh / 1000):.1f}" '
               f'y2="{y(alarm_wh / 1000):.1f}" stroke="{ALARM}" stroke-dasharray="6 4"/>'
               f'<text x="{WIDTH - RIGHT - 4}" y="{y(alarm_wh / 1000) - 6:.1f}" '
               f'text-anchor="end" fill="{ALARM}">alarm level {alarm_wh / 1000:g} kWh</text>')
    points = " ".join(f"{x(t):.1f},{y(r / 1000):.1f}" for t, r, _ in samples)
    out.append(f'<polyline points="{points}" fill="none" stroke="{LINE}" stroke-width="2.5" '
               'stroke-linejoin="round"/>')
    remaining_at = {t: r for t, r, _ in samples}
    last_x = None
    for number, (t, text) in enumerate(marks, 1):
        # Two marks close together stand above each other.
        above = 22 if last_x is not None and x(t) - last_x < 20 else 0
        last_x = x(t)
        height = y(remaining_at[t] / 1000) - above
        out.append(f'<g><title>{html.escape(text)}</title>'
                   f'<circle cx="{x(t):.1f}" cy="{height:.1f}" r="9" fill="#ffffff" '
                   f'stroke="{LINE}" stroke-width="2"/><text x="{x(t):.1f}" y="{height + 4:.1f}" '
                   f'text-anchor="middle" font-size="11">{number}</text></g>')
    legend = " · ".join(f"{n} {text}" for n, (_, text) in enumerate(marks, 1))
    out.append(f'<text x="{LEFT}" y="{HEIGHT - 24}" font-size="11.5">{html.escape(legend)}</text>')
    out.append(f'<rect x="{LEFT}" y="{HEIGHT - 17}" width="12" height="10" fill="{OPEN}"/>'
               f'<text x="{LEFT + 18}" y="{HEIGHT - 8}" font-size="11.5">supply open</text></svg>')
    return "\n".join(out) + "\n"
