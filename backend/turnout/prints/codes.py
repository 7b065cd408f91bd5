"""QR codes (ISO/IEC 18004): an address that a phone's camera reads from a screen or a poster.

Black on white with the quiet zone that the standard asks for, in dark pages too: cameras want it so.
"""

from io import BytesIO

import segno

QUIET_ZONE = 4


def write_code_svg(address: str) -> bytes:
    """Return a code as SVG that fills whatever room it is given."""
    svg = BytesIO()
    _make(address).save(
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


def write_code_png(address: str, *, pixels: int) -> bytes:
    """Return a code as PNG, as large as whole pixels for each module allow within `pixels` by `pixels`."""
    code = _make(address)
    png = BytesIO()
    scale = max(pixels // code.symbol_size(border=QUIET_ZONE)[0], 1)
    code.save(png, kind="png", border=QUIET_ZONE, scale=scale, dark="#000", light="#fff")
    return png.getvalue()


def _make(address: str) -> segno.QRCode:
    """Return a code that is read with up to 15 % of it hidden (level M)."""
    return segno.make_qr(address, error="m", boost_error=True)
