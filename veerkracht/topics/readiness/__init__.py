"""Kunnen we dit in 2030 weten?: of every goal which measuring moments there will be, and whose move it is."""

USES = ("goals",)
