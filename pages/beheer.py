"""Beheer: what was handed in, runs of the ETL and who sees what; there is no such page for who does not administer."""

from veerkracht.topics.administration import page as administration_page

administration_page.show()
