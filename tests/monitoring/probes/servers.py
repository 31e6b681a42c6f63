"""Small servers that behave in one particular way."""

import contextlib
import socket
import ssl
import threading
import time


class RawServer:
    """Accepts connections and gives each to `behave(socket, stop)`, in a thread of its own."""

    def __init__(self, behave, *, tls=None, address="127.0.0.1"):
        self.accepts = 0
        self.stop = threading.Event()
        self._behave = behave
        self._tls = tls
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, 0), family=family, backlog=512)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path="/", host="127.0.0.1", scheme="http"):
        return f"{scheme}://{host}:{self.port}{path}"

    def wait_for_accepts(self, count):
        """A connection is made before it is accepted, so the count may come a moment later."""
        ends = time.monotonic() + 2
        while self.accepts < count and time.monotonic() < ends:
            time.sleep(0.005)
        assert self.accepts == count

    def close(self):
        self.stop.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while not self.stop.is_set():
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self.accepts += 1
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        with contextlib.suppress(OSError), peer:
            peer.settimeout(5)
            if self._tls is None:
                self._behave(peer, self.stop)
                return
            with self._tls.wrap_socket(peer, server_side=True) as secured:
                self._behave(secured, self.stop)


def answering(answer: bytes):
    """Reads a request and sends these bytes."""

    def behave(peer, _stop):
        peer.recv(65536)
        peer.sendall(answer)
        with contextlib.suppress(OSError):
            peer.shutdown(socket.SHUT_RDWR)

    return behave


def dripping(opening: bytes, drop: bytes = b"x", every: float = 0.02):
    """Sends the opening and then a drop now and then, for ever."""

    def behave(peer, stop):
        peer.recv(65536)
        peer.sendall(opening)
        while not stop.wait(every):
            peer.sendall(drop)

    return behave


def silent(peer, stop):
    """Accepts and never answers."""
    stop.wait(30)


def resetting(peer, _stop):
    """Begins an answer and resets the connection."""
    peer.recv(65536)
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def page(body: bytes = b"ok", status: str = "200 OK", headers: bytes = b"") -> bytes:
    """A whole HTTP answer."""
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s" % (status.encode(), len(body), headers, body)


def server_context(certificate):
    """A TLS context for a certificate of trustme."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
