"""Of one signed request that comes several times at once, exactly one is taken."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from apikeys.derived import credentials_of
from apikeys.services import IssuedKey
from tests.api.stashboard.signer import signed_header

TIMES = 4
PATH = "/admin/api/v1/echo/a"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("echoed", "page")
def test_takes_exactly_one(full_key: IssuedKey):
    signed = signed_header(credentials_of(full_key.key), "POST", f"http://testserver{PATH}")
    barrier = Barrier(TIMES)

    def send(_number: int) -> int:
        try:
            barrier.wait(30)
            return int(Client().post(PATH, headers={"Authorization": signed}).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TIMES) as pool:
        codes = sorted(pool.map(send, range(TIMES)))
    assert codes == [200, *[403] * (TIMES - 1)]
