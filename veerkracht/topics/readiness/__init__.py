"""Kunnen we dit in 2030 weten?: the measuring moments of every goal, and who has to act."""

USES = ("goals",)
