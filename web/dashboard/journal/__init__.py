"""The journal: what happened, who did it, and what was there before."""
