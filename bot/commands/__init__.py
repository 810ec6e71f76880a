"""The commands of the command line, one a file: each adds its parser and does one thing.

A command returns its exit status: 0 done, 1 failed. Errors meant for a person are raised as IncidentError.
"""
