"""What only admins may do, one file a conversation. Who is one is checked in `bot.app` and, at buttons, here."""
