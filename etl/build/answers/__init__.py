"""What is said of a goal beside its status: why there is no figure, when a change will show, and what the city did."""
