"""A passkey's device, in software: what a phone answers to the site's challenges (WebAuthn, 6)."""

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG


class Device:
    """One passkey, for the page at `origin`. It is verified by face or finger unless `is_verified` says otherwise."""

    def __init__(self, origin: str, *, is_verified: bool = True) -> None:
        self.origin = origin
        self.flags = FLAG.UP | (FLAG.UV if is_verified else FLAG(0))
        self.id = secrets.token_bytes(16)
        self.handle = b""
        self.uses = 0
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict[str, Any]) -> str:
        """Return what `navigator.credentials.create` gives, as the page sends it."""
        asked = options["publicKey"]
        self.handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self._key.public_key())  # type: ignore[no-untyped-call]
        data = AuthenticatorData.create(
            sha256(asked["rp"]["id"].encode()),
            self.flags | FLAG.AT,
            self.uses,
            AttestedCredentialData.create(b"\0" * 16, self.id, public),
        )
        client = CollectedClientData.create("webauthn.create", asked["challenge"], self.origin)
        return self._write(clientDataJSON=client, attestationObject=AttestationObject.create("none", data, {}))

    def use(self, options: dict[str, Any]) -> str:
        """Return what `navigator.credentials.get` gives, as the page sends it."""
        asked = options["publicKey"]
        self.uses += 1
        data = AuthenticatorData.create(sha256(asked["rpId"].encode()), self.flags, self.uses)
        client = CollectedClientData.create("webauthn.get", asked["challenge"], self.origin)
        signature = self._key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._write(clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=self.handle)

    def _write(self, **response: bytes) -> str:
        credential_id = websafe_encode(self.id)
        parts = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps(
            {
                "id": credential_id,
                "rawId": credential_id,
                "type": "public-key",
                "response": parts,
                "clientExtensionResults": {},
            }
        )
