"""Plots are drawn into small SVG files, all in one style; the same figures give the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from pathlib import Path

    from bench.report.section import Plot

_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "svg.fonttype": "path",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "legend.frameon": False,
    "figure.facecolor": "white",
}


def write(plot: Plot, folder: Path) -> None:
    """Draw a plot into a folder."""
    with mpl.rc_context({**_STYLE, "svg.hashsalt": plot.file}):
        figure = Figure(plot.inches, layout="constrained")
        plot.draw(figure)
        figure.savefig(folder / plot.file, metadata={"Date": None, "Creator": None})
    if plot.title:
        _say_what_it_shows(plot, folder / plot.file)


def _say_what_it_shows(plot: Plot, path: Path) -> None:
    """Write title and description into the picture, where a screen reader finds them."""
    begin, end, rest = path.read_text().partition('version="1.1">\n')
    told = f" <title id='title'>{escape(plot.title)}</title>\n <desc id='shows'>{escape(plot.shows)}</desc>\n"
    path.write_text(f'{begin}role="img" aria-labelledby="title shows" {end}{told}{rest}')
