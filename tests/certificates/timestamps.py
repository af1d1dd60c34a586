"""A timestamp server (RFC 3161) of our own on the loopback, which can be told to misbehave."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys as asn1_keys  # type: ignore[import-untyped]
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

AT = datetime(2027, 1, 18, 3, 4, 5, tzinfo=UTC)
DER = serialization.Encoding.DER
MINUTE = 60  # longer than anybody should wait


class Clock:
    """What it answers with: ``word`` (a time stamp), ``error`` (500), ``rubbish``, ``nothing`` until it is ``left``, a
    ``drip`` of one byte now and then until then, or a ``flood`` of more than any timestamp.
    """

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.certificate = asn1_x509.Certificate.load(_certificate(key).public_bytes(DER))
        plain = serialization.NoEncryption()
        private = asn1_keys.PrivateKeyInfo.load(key.private_bytes(DER, serialization.PrivateFormat.PKCS8, plain))
        self.stamper = DummyTimeStamper(self.certificate, private, fixed_dt=AT)
        self.answers, self.asked, self.port = "word", 0, 0
        self.left = threading.Event()  # set by who asked, once it waits no more
        self.outlasted = False  # nobody left in a minute

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/tsa"

    def answer(self, request: bytes) -> tuple[int, bytes]:
        self.asked += 1
        if self.answers == "nothing":
            self.outlasted = not self.left.wait(MINUTE)
        if self.answers == "word":
            return 200, self.stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
        if self.answers == "flood":
            return 200, bytes(1_000_000)
        return (500, b"") if self.answers == "error" else (200, b"\x00rubbish")

    def pieces(self, content: bytes) -> Iterator[bytes]:
        """The answer as it is sent."""
        if self.answers != "drip":
            yield content
            return
        until = time.monotonic() + MINUTE
        while not self.left.wait(0.1):
            if time.monotonic() > until:
                self.outlasted = True
                return
            yield b"x"


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A clock")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(AT - timedelta(days=3650))
    builder = builder.not_valid_after(AT + timedelta(days=3650))
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())


@contextmanager
def serving() -> Iterator[Clock]:
    """The server, until it is needed no more."""
    clock = Clock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, content = clock.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            with suppress(OSError):  # whoever asked has gone
                for piece in clock.pieces(content):
                    self.wfile.write(piece)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    clock.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield clock
    finally:
        clock.left.set()
        server.shutdown()
        server.server_close()
