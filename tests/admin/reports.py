"""One made-up incident a format: each says something that no article that ships does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """An article, a question that only it answers, and words of the answer."""

    title: str
    text: str
    question: str
    answer: str


BRIDGE = Report(
    "Bridge near Khuzdar blown up",
    "A bomb destroyed the railway bridge near Khuzdar early on Thursday, a railway official said.\n\n"
    "The Baloch Desert Front claimed the attack in a statement. Trains to Quetta were stopped for two days.",
    "who claimed the attack on the bridge near Khuzdar?",
    "Baloch Desert Front claimed the attack",
)
CONVOY = Report(
    "Fuel convoy set on fire in Turbat",
    "Gunmen on motorcycles stopped a convoy of fuel trucks outside Turbat on Friday night.\n\n"
    "They set eleven trucks on fire and let the drivers go, the district commissioner said.",
    "how many trucks were set on fire in Turbat?",
    "eleven trucks",
)
SCHOOL = Report(
    "Girls' school attacked in Chitral",
    "Unknown men threw grenades at a girls' school in Chitral before dawn. Nobody was hurt.\n\n"
    "The headmistress said that classes would be held in a tent from Wednesday on.",
    "where will classes be held after the attack in Chitral?",
    "in a tent",
)
JUDGE = Report(
    "Judge kidnapped on the road to Gilgit",
    "A judge of the district court was kidnapped on the road to Gilgit on Sunday.\n\n"
    "The kidnappers asked his family for twenty million rupees, police said.",
    "how much did the kidnappers of the judge in Gilgit ask for?",
    "twenty million rupees",
)
PIPELINE = Report(
    "Gas pipeline cut near Sui",
    "A gas pipeline near Sui was blown up on Saturday, and homes in three towns had no gas.\n\n"
    "Engineers said that the repair would take nine days because the spare parts lie in Karachi.",
    "how long will the repair of the pipeline near Sui take?",
    "nine days",
)
POST = Report(
    "Checkpoint in Zhob fired on",
    "Militants fired on a checkpoint in Zhob at night. A constable named Daud Shah was wounded in the leg.",
    "who was wounded at the checkpoint in Zhob?",
    "Daud Shah was wounded",
)
HARBOUR = Report(
    "Fishing boats burnt in Gwadar harbour",
    "Fourteen fishing boats burnt in the harbour of Gwadar on Tuesday. The harbour master spoke of arson.\n\n"
    "Owners will get 400,000 rupees a boat from the province, a minister promised.",
    "what will the owners of the burnt boats in Gwadar get?",
    "400,000 rupees a boat",
)
