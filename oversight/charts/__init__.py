"""Charts as SVG made on the server, each with its headline, its sentence and the table beside it."""

from oversight.charts.drawn import ChartColumn, DrawnChart, KeyEntry
from oversight.charts.xmr_chart import Chart, ChartRow, xmr_chart

__all__ = ["Chart", "ChartColumn", "ChartRow", "DrawnChart", "KeyEntry", "xmr_chart"]
