"""What Candor reads from the environment: every variable by name, and a reader that collects mistakes.

A mistake does not raise here. It is kept in ``Environment.problems`` and told by the system checks in
``config.checks``, so that a wrong start names every wrong variable at once and says what to do.
"""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from statuspage.hostnames import host_ascii

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Variable:
    """One variable, without its ``CANDOR_`` prefix; ``secret`` ones may be given as ``<name>_FILE``."""

    name: str
    meaning: str
    default: str = ""
    secret: bool = False


VARIABLES = (
    Variable("DATA", "The data directory: database file, secret key, kept pages.", "data"),
    Variable(
        "PUBLIC_URL", "The one address that links, hosts and cookies follow.", "http://127.0.0.1:<port>"
    ),
    Variable("HOSTS", "More host names to answer for, beside the public address and the pages' own domains."),
    Variable("LISTEN", "The address that the web server listens on.", "127.0.0.1"),
    Variable("PORT", "The port that the web server listens on.", "8000"),
    Variable("WEB_PROCESSES", "Web processes. More than one needs Redis.", "1"),
    Variable("TRUSTED_PROXIES", "Networks whose forwarded headers are believed.", "127.0.0.0/8,::1/128"),
    Variable("SECRET_KEY", "The server secret, 50 characters or more.", "a generated file", secret=True),
    Variable(
        "DATABASE_URL", "postgres://user:password@host/name.", "SQLite in the data directory", secret=True
    ),
    Variable("DATABASE_SECONDS", "How long one statement of a web request may take.", "2"),
    Variable("REDIS_URL", "Broker and cache in one: redis://host:6379/0.", secret=True),
    Variable("BROKER_URL", "The broker alone: redis://, rediss:// or amqp://.", "REDIS_URL", secret=True),
    Variable("CACHE_URL", "The cache alone: redis:// or rediss://.", "REDIS_URL", secret=True),
    Variable("ADMIN_EMAIL", "The first administrator's e-mail address.", "admin@candor.local"),
    Variable("ADMIN_PASSWORD", "The first administrator's password.", "generated, shown once", secret=True),
    Variable(
        "EMAIL_URL",
        "Outgoing mail: smtp://user:password@host:587/?tls=True.",
        "kept in the data directory",
        secret=True,
    ),
    Variable("EMAIL_FROM", "The sender of mail.", "candor@<public host>"),
    Variable(
        "OIDC_ISSUER",
        "The OpenID Connect provider where the team and members of restricted pages may sign in.",
    ),
    Variable("OIDC_CLIENT_ID", "What Candor is called there."),
    Variable("OIDC_CLIENT_SECRET", "Its secret there.", secret=True),
    Variable("OIDC_NAME", "What the button calls the provider.", "the host of the issuer"),
    Variable("OIDC_DOMAINS", "Mail domains whose people may sign in to the dashboard there.", "all"),
    Variable("OIDC_TAKE_IN", "Whether people of these domains join the team by signing in.", "no"),
    Variable("PASSWORD_LOGIN", "Whether the team may sign in with a password: on or off.", "on"),
    Variable("EGRESS_ALLOW", "What checks may reach beside public addresses: loopback, private, none."),
    Variable("REGIONS", "The regions that checks may run in.", "default"),
    Variable("STRICT_REGIONS", "Refuse metrics at locations that no region is called like.", "no"),
    Variable("RESULT_DAYS", "Days that single check results are kept.", "30"),
    Variable("DELIVERY_DAYS", "Days that the log of deliveries is kept.", "30"),
    Variable("ACCESS_LOG_DAYS", "Days that the API access log is kept.", "90"),
    Variable("API_RATE", "Requests per minute that an API key may make.", "600"),
    Variable("CHECK_LIMIT", "The most checks that an organization may have.", "no limit"),
    Variable("PING_RATE", "Pings per minute that a heartbeat may be sent; 0 for no limit.", "300"),
    Variable("PING_EMAIL_DOMAIN", "The mail domain whose addresses take pings; none without it."),
    Variable("SMTPD_LISTEN", "The address that the listener for mail pings listens on.", "127.0.0.1"),
    Variable("SMTPD_PORT", "The port that it listens on; 0 for no listener.", "0"),
    Variable("SMTPD_LMTP", "Whether it speaks LMTP instead of SMTP.", "no"),
    Variable("SMTPD_CERTIFICATE", "The certificate that it encrypts with, a PEM file."),
    Variable("SMTPD_KEY", "The key of the certificate, a PEM file."),
    Variable("METRICS_KEY", "What may read /api/v3/metrics/; nobody without it.", secret=True),
    Variable(
        "IMPORT_KEY", "The API key with which `manage.py import_from` asks the old system.", secret=True
    ),
    Variable("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR.", "INFO"),
    Variable("DEBUG", "Show errors in the browser. Never on a reachable machine.", "no"),
    Variable(
        "ROLE",
        "What this process is: web, worker, smtpd, region or command. Candor sets the others.",
        "command",
    ),
)
PREFIX = "CANDOR_"
EGRESS_WORDS = frozenset({"loopback", "private"})


@dataclass(frozen=True)
class Problem:
    """A mistake in the environment: what is wrong, and what to do about it."""

    code: str
    message: str
    hint: str


@dataclass
class Environment:
    """Reads ``CANDOR_`` variables out of ``values``; mistakes go to ``problems`` and the default is used."""

    values: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        """The stripped value, from ``<name>_FILE`` when the variable is a secret and that is given."""
        variable = _BY_NAME[name]
        value = self.values.get(PREFIX + name, "").strip()
        path = self.values.get(f"{PREFIX}{name}_FILE", "").strip() if variable.secret else ""
        if path and value:
            self.report(
                "twice",
                f"{PREFIX}{name} and {PREFIX}{name}_FILE are both set.",
                "Remove one of the two.",
            )
        elif path:
            try:
                value = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is not text"
                self.report(
                    "unreadable",
                    f"{PREFIX}{name}_FILE names {path!r}, which cannot be read: {reason}.",
                    "Correct the path, or let the user that runs Candor read the file.",
                )
        return value or default

    def number(self, name: str, default: int, *, least: int = 1, most: int = 2**31 - 1) -> int:
        """A whole number between ``least`` and ``most``."""
        value = self.text(name)
        if not value:
            return default
        if value.isascii() and value.isdigit() and len(value) <= 10 and least <= int(value) <= most:
            return int(value)
        self.report(
            "number",
            f"{PREFIX}{name} is {value!r}, which is not a whole number from {least} to {most}.",
            f"Correct it, or remove it for the default, {default}.",
        )
        return default

    def flag(self, name: str) -> bool:
        """Yes or no; no when absent."""
        value = self.text(name).lower()
        if value in {"yes", "true", "on", "1"}:
            return True
        if value not in {"", "no", "false", "off", "0"}:
            self.report("flag", f"{PREFIX}{name} is {value!r}.", "Write yes or no.")
        return False

    def words(self, name: str, default: Iterable[str] = ()) -> tuple[str, ...]:
        """Words separated by commas or spaces, in order."""
        return tuple(self.text(name).replace(",", " ").split()) or tuple(default)

    def choice(self, name: str, choices: Iterable[str], default: str) -> str:
        """One of ``choices``."""
        choices = tuple(choices)
        value = self.text(name, default)
        if value in choices:
            return value
        self.report("choice", f"{PREFIX}{name} is {value!r}.", f"Write one of {', '.join(choices)}.")
        return default

    def networks(self, name: str, default: Iterable[str]) -> tuple[Network, ...]:
        """IP addresses and networks."""
        found: list[Network] = []
        for word in self.words(name, default):
            try:
                found.append(ipaddress.ip_network(word, strict=False))
            except ValueError:
                self.report(
                    "network",
                    f"{PREFIX}{name} lists {word!r}, which is not an IP address or network.",
                    "Write addresses such as 10.0.0.7 or networks such as 10.0.0.0/8, separated by commas.",
                )
        return tuple(found)

    def origin(self, name: str, default: str) -> str:
        """An http or https address without path, without a slash at its end."""
        value = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(value)
            good = (
                parts.scheme in {"http", "https"}
                and bool(parts.hostname)
                and parts.port != 0
                and not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
                and not any(character.isspace() for character in value)
            )
        except ValueError:
            good = False
        if good:
            return value
        self.report(
            "origin",
            f"{PREFIX}{name} is {value!r}, which is not an address such as https://status.example.com.",
            "Give scheme and host, with the port if it is not the usual one, and no path.",
        )
        return default

    def domain(self, name: str) -> str:
        """A host name in its ASCII form and lower case; empty when absent."""
        value = self.text(name).rstrip(".").lower()
        found = host_ascii(value)
        if value and not found:
            self.report(
                "domain",
                f"{PREFIX}{name} is {value!r}, which is not a host name.",
                "Give a name such as pings.example.com, without @ and without a port.",
            )
        return found

    def domains(self, name: str) -> tuple[str, ...]:
        """Host names in their ASCII form and lower case."""
        found = []
        for word in self.words(name):
            ascii_name = host_ascii(word.rstrip(".").lower())
            if "." in ascii_name:
                found.append(ascii_name)
            else:
                self.report(
                    "domain",
                    f"{PREFIX}{name} lists {word!r}, which is not the domain of mail addresses.",
                    "Give names such as example.com, without @, separated by commas.",
                )
        return tuple(found)

    def url(self, name: str, schemes: Iterable[str], default: str = "") -> str:
        """An address with one of ``schemes``; the value is secret and never repeated in a message."""
        value = self.text(name, default)
        scheme = value.partition("://")[0].lower() if "://" in value else ""
        if not value or scheme in schemes:
            return value
        wanted = ", ".join(f"{word}://" for word in schemes)
        self.report("url", f"{PREFIX}{name} does not start with {wanted}.", "Correct its beginning.")
        return ""

    def egress(self, name: str, default: frozenset[str]) -> frozenset[str]:
        """The kinds of address that checks may reach beside public ones."""
        words = self.words(name)
        if not words:
            return default
        chosen = {word.lower() for word in words} - {"none"}
        unknown = sorted(chosen - EGRESS_WORDS)
        if unknown or ("none" in words and len(words) > 1):
            self.report(
                "egress",
                f"{PREFIX}{name} is {self.text(name)!r}.",
                "Write loopback, private, both separated by a comma, or none.",
            )
            return frozenset()
        return frozenset(chosen)

    def unknown(self) -> list[str]:
        """Names that start with the prefix and mean nothing: most often a slip of the pen."""
        known = {PREFIX + variable.name for variable in VARIABLES}
        known |= {f"{PREFIX}{variable.name}_FILE" for variable in VARIABLES if variable.secret}
        return sorted(name for name in self.values if name.startswith(PREFIX) and name not in known)

    def report(self, code: str, message: str, hint: str) -> None:
        """Keeps a problem for the system checks."""
        self.problems.append(Problem(code, message, hint))


_BY_NAME = {variable.name: variable for variable in VARIABLES}
