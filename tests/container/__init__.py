"""The container image: what it is built from, and (`make container-check`) whether a bot in it works."""
