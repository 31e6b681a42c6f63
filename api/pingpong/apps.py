"""The door of PingPong."""

from django.apps import AppConfig


class PingPongConfig(AppConfig):
    name = "api.pingpong"
    label = "api_pingpong"
