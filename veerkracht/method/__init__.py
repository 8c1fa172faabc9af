"""Pure arithmetic: progress, similarity, correlation, resilience, class breaks, index figures."""
