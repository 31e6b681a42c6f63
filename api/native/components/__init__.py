"""Components, their status, history and uptime."""
