"""What the management API takes and answers, as an OpenAPI document.

It is made of two parts: what Statuspage's own document says of names and types (`contract.json`), and what is
otherwise here (`deviations`). Tests hold every answer against it.
"""
