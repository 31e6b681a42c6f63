"""Components, groups among them, and how much of the time they were up."""
