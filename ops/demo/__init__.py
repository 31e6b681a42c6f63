"""A believable page with ninety days of history, for screenshots and tests."""

from ops.demo.play import DemoExists, demo_create

__all__ = ("DemoExists", "demo_create")
