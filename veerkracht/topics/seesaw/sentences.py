"""What much and little veerkracht mean, their limitations and the origin of their figures, in Dutch."""

from collections.abc import Sequence

from veerkracht.database.rows import Programme
from veerkracht.topics.seesaw.figures import Balance

_RULE = (
    "Het gaat om volwassenen met een (zeer) hoge of een (zeer) lage veerkracht. Daartussen zit een groep die hier niet "
    "is getekend."
)
_OF_PLAN = "Het {plan} noemt hen ‘dragers’ en ‘vragers’, en tekent hen op een wipwap ({place})."


def notes(balances: Sequence[Balance], about: Programme, is_of_goal: bool) -> list[str]:
    """Return what the shares are and cannot say, at the goal in the words of the plan; nothing when none is drawn."""
    drawable = [balance for balance in balances if balance.is_drawn]
    if not drawable:
        return []
    is_model = any(share.indicator.is_model for balance in drawable for share in balance.shares)
    estimates = "schattingen van een rekenmodel" if is_model else "cijfers"
    of_plan = (
        _OF_PLAN.format(plan=about.plan_word, place=about.plan_balance) if is_of_goal and about.plan_balance else ""
    )
    return [_RULE, of_plan, f"Dit zijn {estimates}: zij tonen niet of het programma werkt."]


def source(balances: Sequence[Balance]) -> str:
    """Return the source of the figures, '' when none is drawn."""
    shares = [share for balance in balances if balance.is_drawn for share in balance.shares]
    sources = dict.fromkeys(
        share.place or f"{share.indicator.publisher}, {share.indicator.source_title}" for share in shares
    )
    return f"Bron van veel en weinig veerkracht: {'; '.join(sources)}." if sources else ""
