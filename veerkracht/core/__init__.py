"""Areas, periods, Dutch numbers and dates, errors, paths, logs and the menu: independent of topics."""
