"""numpy stays off the path of pages: what serves them never loads it."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LOADS_EVERY_PAGE = """
import sys, django
django.setup()
import oversight.urls
print([name for name in ("numpy", "ratings.rules.indicator_results") if name in sys.modules])
import ratings.rules.indicator_arrays
print("numpy" in sys.modules)
"""


def test_no_page_loads_numpy() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADS_EVERY_PAGE],
        capture_output=True,
        check=False,
        cwd=CHECKOUT,
        env={
            **os.environ,
            "OVERSIGHT_TEST": "1",
            "DJANGO_SETTINGS_MODULE": "oversight.settings",
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1/0",
        },
    )
    pages, arrays = done.stdout.decode().splitlines() or ("", done.stderr.decode())
    assert "numpy" not in pages, pages
    assert arrays == "True", arrays
