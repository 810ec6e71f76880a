"""The versions, each naming the one before it."""
