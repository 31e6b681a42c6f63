import pytest
import trustme

from monitoring.probes import faults
from tests.monitoring.probes import servers
from tests.nameserver import NameServer


@pytest.fixture(autouse=True)
def own_address(settings):
    settings.CANDOR_PORT = 8000
    settings.CANDOR_PUBLIC_URL = "http://status.candor.test"
    settings.CANDOR_EGRESS_ALLOW = frozenset({"loopback", "private"})
    faults._control.forget()


@pytest.fixture
def serve():
    """Start a server with a behaviour: `serve(behave, tls=None)`."""
    started = []

    def start(behave, **options):
        server = servers.RawServer(behave, **options)
        started.append(server)
        return server

    yield start
    for server in started:
        server.close()


@pytest.fixture
def closed_port(serve):
    """A port on which nobody listens."""
    server = serve(servers.silent)
    server.close()
    return server.port


@pytest.fixture
def nameserver(tmp_path, monkeypatch):
    """The only name server there is; set its `names`."""
    server = NameServer()
    path = tmp_path / "resolv.conf"
    path.write_text("nameserver 127.0.0.1\n")
    monkeypatch.setattr("statuspage.egress.resolver.RESOLVER_FILE", str(path))
    monkeypatch.setattr("statuspage.egress.resolver.RESOLVER_PORT", server.port)
    yield server
    server.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """A certificate authority that checks trust."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path_factory.mktemp("ca") / "ca.pem")
    return authority


@pytest.fixture
def trusted(authority, tmp_path, monkeypatch):
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return authority
