"""Components and their groups: how they are and why, in which order, and what they are called."""
