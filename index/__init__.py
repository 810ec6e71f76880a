"""From a folder of articles to quoted answers: corpus, passages, vectors, ranking, snapshots.

Knows nothing of Telegram. Importing the package loads neither torch nor FAISS: each third-party library is
imported by the one module that wraps it (`encoder`, `vectors`, `lexical`, `formats`).
"""
