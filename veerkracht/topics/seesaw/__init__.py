"""Veerkracht: the shares of people in a buurt with much and with little of it; the plan depicts it as a see-saw."""
