"""The sheet of a template workbook that says how to fill it in, from the same declaration as the checks."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from oversight.returns.guidance import Guidance
from oversight.returns.workbook_writing import WRAPPED, cell_at, put_heading, put_text


def write_guidance(sheet: Worksheet, guidance: Guidance, *, about: str) -> None:
    """Write title, introduction, columns and rules; ``about`` says whom it was made for and when."""
    for letter, width in (("A", 44), ("B", 22), ("C", 80), ("D", 60)):
        sheet.column_dimensions[letter].width = width
    lines: list[tuple[str, ...]] = [
        (guidance.title,),
        (about,),
        *((text,) for text in guidance.introduction),
        (),
        ("Column", "Must be there", "What it holds", "What is allowed"),
    ]
    heading_rows = {1, len(lines)}
    lines += [
        (column.heading, "yes" if column.required else "no", column.explanation, "; ".join(column.allowed))
        for column in guidance.columns
    ]
    lines += [(), ("Check", "If it is tripped", "What is checked", "What to do")]
    heading_rows.add(len(lines))
    lines += [(rule.rule, rule.severity, rule.text, rule.mend) for rule in guidance.rules]
    for row, line in enumerate(lines, start=1):
        for place, text in enumerate(line, start=1):
            cell = cell_at(sheet, row, place)
            if row in heading_rows:
                put_heading(cell, text)
            else:
                put_text(cell, text)
                cell.alignment = WRAPPED
        if len(line) == 1:
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
            sheet.row_dimensions[row].height = 32 if row > 1 else 18
