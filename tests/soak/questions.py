"""What is asked in a soak: questions that the shipped articles answer, and some that they do not, in many wordings."""

from itertools import product

from tests.crowd import QUESTIONS

MORE = (
    "who spoke for the government",
    "what happened to the hostages",
    "why did the cease-fire end",
    "how many people were killed",
    "which prisoners were to be moved",
    "who won the football match",
    "how much does a loaf of bread cost",
    "when does the ferry to Karachi leave",
)
TAILS = (
    "", "in Bannu?", "in Lakki Marwat?", "in December 2022?", "on Sunday?", "according to the TTP?",
    "according to the police?", "in North Waziristan?", "in Peshawar?", "before Monday?", "and where?", "and why?",
)  # fmt: skip

WORDINGS = tuple(f"{question.rstrip('?')} {tail}".strip() for tail, question in product(TAILS, (*QUESTIONS, *MORE)))
"""All different, so that not every answer is one that was given before."""
