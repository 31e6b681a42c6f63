"""Pings by mail: a listener that speaks SMTP or LMTP, takes mail for heartbeats and sends none."""
