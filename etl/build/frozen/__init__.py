"""What was frozen in a file, so that a publisher who restates moves nothing, and what is computed from it."""
