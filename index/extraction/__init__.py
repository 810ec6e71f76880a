"""Text out of web pages, PDF and Word files, in a process of its own: `python -m index.extraction`.

What is parsed here comes from strangers, so it runs apart, under limits, with nothing in its environment to steal.
`index.documents` starts it, speaks with it and checks what it says; nothing else imports this package.
"""
