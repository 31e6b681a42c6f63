"""PingPong's API, at the paths and in the words that its clients know (contract `pingpong`)."""
