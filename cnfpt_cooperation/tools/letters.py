"""Letters that the Mission sends by e-mail."""

# A letter speaks for itself: nothing like “Your Cooperation Request” above it.
LETTER_LAYOUT = "cnfpt_cooperation.letter_layout"
