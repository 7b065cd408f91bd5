"""QR codes (ISO/IEC 18004): an address that a phone's camera reads from a screen or a poster.

Black on white with the quiet zone that the standard asks for, in dark pages too: cameras want it so.
"""

from io import BytesIO

import segno

QUIET_ZONE = 4


def write_code_svg(address: str) -> bytes:
    """Return a code as SVG that fills whatever room it is given, read with up to 15 % of it hidden (level M)."""
    svg = BytesIO()
    segno.make_qr(address, error="m", boost_error=True).save(
        svg,
        kind="svg",
        border=QUIET_ZONE,
        dark="#000",
        light="#fff",
        omitsize=True,
        xmldecl=False,
        nl=False,
        svgclass=None,
        lineclass=None,
    )
    return svg.getvalue()


def write_code_png(address: str) -> BytesIO:
    """Return a code as a PNG with ten pixels to a module, for paper."""
    png = BytesIO()
    segno.make_qr(address, error="m", boost_error=True).save(png, kind="png", scale=10, border=QUIET_ZONE)
    png.seek(0)
    return png
