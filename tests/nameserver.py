"""A name server of our own, for names that a test decides."""

import socket
import threading
from collections.abc import Callable

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class NameServer:
    """Answers over UDP on a loopback port.

    `names` maps a name to its addresses, or to a function of how often it was asked (from 0) that returns
    them; None means that the question stays unanswered. Unknown names do not exist.
    """

    def __init__(self) -> None:
        self.names: dict[str, list[str] | Callable[[int], list[str]] | None] = {}
        self.asked: dict[str, int] = {}
        self.silent = False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Stop answering."""
        self.silent = True
        self.socket.sendto(b"", ("127.0.0.1", self.port))
        self.thread.join(2)
        self.socket.close()

    def _serve(self) -> None:
        while True:
            wire, peer = self.socket.recvfrom(4096)
            if not wire:
                return
            if self.silent:
                continue
            answer = self._answer(dns.message.from_wire(wire))
            if answer is not None:
                self.socket.sendto(answer.to_wire(), peer)

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        question = query.question[0]
        name = question.name.to_text().rstrip(".").lower()
        kind = question.rdtype.name
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name == "":
            return answer
        if name not in self.names:
            answer.set_rcode(dns.rcode.NXDOMAIN)
            return answer
        addresses = self.names[name]
        if addresses is None:
            return None
        if callable(addresses):
            count = self.asked.get(name, 0)
            if kind == "A":
                self.asked[name] = count + 1
            addresses = addresses(count)
        records = [one for one in addresses if (":" in one) == (kind == "AAAA")]
        if records:
            answer.answer.append(dns.rrset.from_text(question.name, 0, "IN", kind, *records))
        return answer
