"""One file a conversation; each function answers one update."""
