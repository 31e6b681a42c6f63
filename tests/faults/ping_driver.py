"""Run inside an installation: ping an address a number of times; standard input is `[address, number]`."""

import json
import sys

from django.test import Client

address, number = json.load(sys.stdin)
client = Client(SERVER_NAME="127.0.0.1")
for _ in range(number):
    assert client.get(address).status_code in (200, 201)
