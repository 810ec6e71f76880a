"""What people and operators touch: the Telegram bot, the command line, settings, texts.

Stands on `index` and knows nothing of FAISS or torch.
"""

import os

# Read when NumPy is loaded, which comes after this. The products of the search are so small that on a busy machine its
# threads wait for each other instead: `incident-bot rebuild` after one new article took 6.6 s with it, 23 s without.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
