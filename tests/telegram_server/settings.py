"""What a test may change of the server; the defaults are the real one's, or the nearest that is known."""

from dataclasses import dataclass, field

DAY_S = 86_400.0
UPDATE_LIFETIMES_S = {
    "message": DAY_S,
    "edited_message": DAY_S,
    "callback_query": 150.0,
    "inline_query": 30.0,
    "chosen_inline_result": 600.0,
    "my_chat_member": DAY_S,
    "chat_member": DAY_S,
    "guest_message": DAY_S,
    "message_reaction": DAY_S,
}
UPDATE_TYPES = frozenset(UPDATE_LIFETIMES_S)
DEFAULT_UPDATE_TYPES = UPDATE_TYPES - {"chat_member", "message_reaction"}


@dataclass(slots=True)
class Settings:
    # What a bot's owner sets with @BotFather:
    can_join_groups: bool = True
    can_read_all_group_messages: bool = False  # True: privacy mode is off
    supports_inline_queries: bool = True
    supports_guest_queries: bool = False
    inline_feedback: bool = False  # whether chosen_inline_result updates are made
    # How the server behaves:
    callback_query_lifetime_s: float = 15.0  # to answer in; not documented, reports say 10 to 20
    inline_query_lifetime_s: float = 10.0
    guest_query_lifetime_s: float = 60.0  # not documented
    caches_inline_results: bool = False  # the real server does, for their cache_time; tests mostly ask afresh
    update_lifetimes_s: dict[str, float] = field(default_factory=UPDATE_LIFETIMES_S.copy)
    tight_poll_s: float = 3.0  # a bot that polls again with the same offset within this time is slowed down
    max_download_bytes: int = 20 << 20
    file_path_lifetime_s: float = 3_600.0  # of a path that getFile gives: "at least 1 hour"
    allows_http_webhooks: bool = True  # the public server calls https on ports 443, 80, 88 and 8443 only
    webhook_timeout_s: float = 60.0
    webhook_retry_s: float = 1.0  # doubled after each failure in a row of one chat; the first comes at once
    mentions_pass_privacy: bool = False  # whether privacy mode lets a plain @mention through
