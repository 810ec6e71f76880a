"""What people and operators touch: the Telegram bot, the command line, settings, texts.

Stands on `index` and knows nothing of FAISS or torch.
"""
