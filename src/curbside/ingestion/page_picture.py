"""One page of a PDF as a picture, drawn in a confined process: `python -m curbside.ingestion.page_picture PAGE`.

The file comes on standard input, the PNG goes to standard output.
"""

import io
import os
import sys

import pypdfium2

from curbside.ingestion.confinement import allow_time, confine, own_output

_SCALE = 1.6  # pixels a point: a letter page is 979 pixels wide
_MOST_PIXELS = 4_000_000  # a poster is drawn smaller


def main() -> None:
    """Draw the page that the command line names."""
    reply_to = own_output()
    data = sys.stdin.buffer.read()
    confine()
    allow_time()
    with os.fdopen(reply_to, "wb") as reply:
        reply.write(draw(data, int(sys.argv[1])))


def draw(data: bytes, page: int) -> bytes:
    """The page (from 1) as PNG.

    Raises:
        pypdfium2.PdfiumError: the file or the page cannot be drawn.
    """
    with pypdfium2.PdfDocument(data) as document:
        opened = document[page - 1]
        width, height = opened.get_size()
        scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        picture = opened.render(scale=scale).to_pil()
        out = io.BytesIO()
        picture.convert("P", palette=1, colors=64).save(out, format="PNG", optimize=False)
        return out.getvalue()


if __name__ == "__main__":
    main()
