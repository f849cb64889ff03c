"""Settings of the web server (gunicorn), read with ``--config python:oversight.web_server``.

The server itself answers an address of more than 8,190 bytes with a bare "414", which tells nobody what to do. A search
of ten thousand letters, each of them nine bytes where the address is written out, shall reach the page that says so.
"""

from __future__ import annotations

from gunicorn.http import message

# In bytes: the longest first line of a request that a person's search makes, and bounded all the same.
limit_request_line = 128 * 1024

# The server's own setting is cut to this number of its own, whatever it says.
message.MAX_REQUEST_LINE = limit_request_line
