"""Reads certificates, revocation lists and OCSP answers with pyca/cryptography and says, as JSON, what it thinks of them."""

import json
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import ocsp, verification


def check(key, signature, content, digest, is_pss):
    if isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, content)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, content, ec.ECDSA(digest))
    elif isinstance(key, rsa.RSAPublicKey):
        scheme = padding.PSS(padding.MGF1(digest), padding.PSS.DIGEST_LENGTH) if is_pss else padding.PKCS1v15()
        key.verify(signature, content, scheme, digest)


def chain(root, issuing, leaf):
    """What the verifier for web servers says; it takes no Ed25519 authority."""
    if isinstance(root.public_key(), ed25519.Ed25519PublicKey) or isinstance(issuing.public_key(), ed25519.Ed25519PublicKey):
        leaf.verify_directly_issued_by(issuing)
        issuing.verify_directly_issued_by(root)
        return "ok"
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([root]))
        .build_server_verifier(x509.DNSName("web.example.org"))
    )
    return "ok" if len(verifier.verify(leaf, [issuing])) == 3 else "short"


def judge(folder):
    load = lambda name: x509.load_pem_x509_certificate((folder / name).read_bytes())
    root, issuing, leaf = load("root.pem"), load("issuing.pem"), load("leaf.pem")
    verdict = {}
    try:
        verdict["chain"] = chain(root, issuing, leaf)
    except Exception as error:  # noqa: BLE001 - every refusal is told
        verdict["chain"] = repr(error)
    for certificate in (root, issuing, leaf):
        list(certificate.extensions)

    crl = x509.load_der_x509_crl((folder / "issuing.crl").read_bytes())
    entry = crl.get_revoked_certificate_by_serial_number(leaf.serial_number)
    verdict["list"] = "ok" if crl.is_signature_valid(issuing.public_key()) else "bad"
    verdict["number"] = str(crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
    verdict["entries"] = len(crl)
    verdict["listed"] = entry is not None
    verdict["reason"] = None if entry is None else entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name
    verdict["listHours"] = (crl.next_update_utc - crl.last_update_utc).total_seconds() / 3600

    is_pss = issuing.signature_algorithm_oid == x509.SignatureAlgorithmOID.RSASSA_PSS
    for name in ("sha1.ocsp", "sha256.ocsp"):
        answer = ocsp.load_der_ocsp_response((folder / name).read_bytes())
        responder = answer.certificates[0]
        responder.verify_directly_issued_by(issuing)
        purposes = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        responder.extensions.get_extension_for_class(x509.OCSPNoCheck)
        # Of an answer signed with RSASSA-PSS pyca does not name the digest; it is SHA-256 always.
        digest = hashes.SHA256() if is_pss else answer.signature_hash_algorithm
        check(responder.public_key(), answer.signature, answer.tbs_response_bytes, digest, is_pss)
        nonce = answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        verdict[name] = [
            answer.response_status.name,
            answer.certificate_status.name,
            list(purposes) == [x509.ExtendedKeyUsageOID.OCSP_SIGNING],
            nonce.hex(),
        ]
    return verdict


print(json.dumps({pathlib.Path(folder).name: judge(pathlib.Path(folder)) for folder in sys.argv[1:]}))
