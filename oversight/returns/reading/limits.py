"""How large a file may be, before and after it is unpacked.

A return of 8,000 wards is under 2 MB; the limits leave room for a rota system's export of many
years, and stop a file made to exhaust the machine before it does.
"""

from __future__ import annotations

MEGABYTE = 1024 * 1024

FILE_BYTES = 25 * MEGABYTE
"""The largest file that is taken."""

PARTS = 2_000
"""The most parts in a workbook's archive."""

UNPACKED_BYTES = 1_024 * MEGABYTE
"""All parts of a workbook, unpacked. A million blank formatted rows of 20 cells are about 600 MB."""

SHARED_TEXT_BYTES = 64 * MEGABYTE
"""The workbook's table of texts, which has to be held in memory."""

SMALL_PART_BYTES = 16 * MEGABYTE
"""The parts that describe the workbook: sheet names, styles, relations."""

RATIO = 250
RATIO_FROM_BYTES = 32 * MEGABYTE
"""A part larger than this that was packed more than RATIO times is a bomb; blank rows reach about 100."""

CELL_CHARACTERS = 32_767
"""The most text that a cell of a workbook can hold, by its format."""

COLUMNS = 16_384
"""The most columns of a sheet, by its format; a record of a CSV file with more is damaged."""

COLUMNS_READ = 500
"""How far to the right a sheet is read."""
