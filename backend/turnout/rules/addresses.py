"""Mail addresses that look mistyped."""

# What fingers make of the domains that nearly everybody here writes from.
MEANT = {
    "gmail.com": "gmial.com gmai.com gmal.com gamil.com gnail.com gmil.com gmaill.com gmail.co gmail.cm gmail.om",
    "yahoo.com": "yaho.com yahooo.com yhoo.com yahho.com yahoo.co yahoo.cm",
    "hotmail.com": "hotmial.com hotmal.com hotmai.com hotmil.com hotnail.com hotmail.co hotmail.cm",
    "outlook.com": "outlok.com outloo.com outllook.com outlock.com outlook.co outlook.cm",
    "icloud.com": "iclod.com icoud.com icluod.com iclould.com icloud.co icloud.cm",
}
_MEANT_BY = {typed: meant for meant, slips in MEANT.items() for typed in slips.split()}
# Ends that no domain has.
_ENDS = {
    "con": "com",
    "cmo": "com",
    "ocm": "com",
    "vom": "com",
    "xom": "com",
    "comm": "com",
    "eud": "edu",
    "ogr": "org",
}


def suggest_address(email: str) -> str:
    """Return the address that was probably meant, or nothing where it looks right. A guess: never refuse by it."""
    local, _at, domain = email.rpartition("@")
    domain = domain.lower()
    name, _dot, end = domain.rpartition(".")
    mended = f"{name}.{_ENDS[end]}" if end in _ENDS else domain
    mended = _MEANT_BY.get(mended, mended)
    return f"{local}@{mended}" if local and mended != domain else ""
