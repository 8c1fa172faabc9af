"""The shared library of Dashboard Veerkracht: knows the goals, the figures and how to show them."""
