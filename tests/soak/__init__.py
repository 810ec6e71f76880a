"""A bot that is asked for half an hour while everything around it fails in turn: `make soak`."""
