"""A TCP proxy that a test can cut or let hang, to take a server away that others use."""

import contextlib
import socket
import threading


class TcpProxy:
    """Forwards connections to ``host:port``.

    `cut` ends what is open and refuses what comes; `hang` keeps everything open and says nothing any more;
    `restore` forwards again, new connections only.
    """

    def __init__(self, host: str, port: int) -> None:
        self._upstream = (host, port)
        self._mode = "forward"
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    def cut(self) -> None:
        self._mode = "cut"
        # Closing alone would leave the thread in accept.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._end_all()

    def hang(self) -> None:
        self._mode = "hang"

    def restore(self) -> None:
        was_cut = self._mode == "cut"
        self._mode = "forward"
        self._end_all()
        if was_cut:
            self._listener = self._listen(self.port)

    def close(self) -> None:
        self.cut()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self._open.append(client)
            if self._mode == "forward":
                try:
                    server = socket.create_connection(self._upstream)
                except OSError:
                    client.close()
                    continue
                with self._lock:
                    self._open.append(server)
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        while True:
            try:
                data = source.recv(65536)
                if self._mode == "hang" and data:
                    continue
                if not data:
                    break
                sink.sendall(data)
            except OSError:
                break
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _end_all(self) -> None:
        with self._lock:
            ended, self._open = self._open, []
        for one in ended:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
