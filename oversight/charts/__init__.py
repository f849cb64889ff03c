"""Charts as SVG made on the server, each with its headline, its sentence and the table beside it."""

from oversight.charts.xmr_chart import Chart, ChartColumn, ChartRow, KeyEntry, xmr_chart

__all__ = ["Chart", "ChartColumn", "ChartRow", "KeyEntry", "xmr_chart"]
