"""What see-saws are, how to read them and where their figures come from, in Dutch."""

from collections.abc import Sequence

from veerkracht.core import dutch
from veerkracht.method import seesaw as method
from veerkracht.topics.seesaw.figures import Seesaw


def notes(seesaws: Sequence[Seesaw]) -> list[str]:
    """Return what see-saws of one or both kinds are and what they cannot say; nothing when none is drawn."""
    drawn = {seesaw.kind: seesaw for seesaw in seesaws if seesaw.tilt}
    if not drawn:
        return []
    is_model = any(weight.indicator.is_model for seesaw in drawn.values() for weight in seesaw.weights)
    estimates = "schattingen van een rekenmodel" if is_model else "cijfers"
    left_out = dutch.joined([label for seesaw in drawn.values() for label in seesaw.left_out])
    return [
        "De wijk is hier de wipwap zelf: zij draagt bewoners en gemeenschap (programmaplan, paragraaf 3.4). Het is een "
        f"beeld en een eigen benadering met {estimates}, soms uit verschillende jaren: het toont niet of het programma "
        "werkt.",
        f"Telt nog niet mee, want te weinig buurten hebben een cijfer: {left_out}." if left_out else "",
    ]


def rule(seesaw: Seesaw) -> str:
    """Return what weighs on a see-saw that is drawn, when its plank is level and how far it tilts."""
    limit = dutch.number(seesaw.tilt.limit if seesaw.tilt else 0, 0)
    furthest = f"staat de wipwap helemaal scheef ({method.DEGREES} graden). Dat is in elke buurt en elk jaar gelijk."
    if seesaw.kind == "dragers":
        return (
            "Dragers zijn hier volwassenen met een (zeer) hoge veerkracht, vragers met een (zeer) lage. De zwaarste "
            f"kant zakt. Recht betekent: dragers min vragers is even veel als in {seesaw.city}. Bij een verschil van "
            f"{limit} procentpunt {furthest}"
        )
    return (
        f"Elk cijfer telt in standaardafwijkingen van het gemiddelde van de buurten van {seesaw.city}: 1 is een gewoon "
        "verschil tussen buurten. Wat ongunstig is als het hoog is, zoals moeite met rondkomen, maakt een kant "
        "lichter. Een kant weegt het gemiddelde van zijn cijfers. De zwaarste kant zakt. Recht "
        "betekent: beide kanten wegen even veel, ook als zij allebei licht zijn. Bij een verschil van "
        f"{limit} standaardafwijkingen {furthest}"
    )


def source(seesaws: Sequence[Seesaw]) -> str:
    """Return where the figures of see-saws come from, '' when none is drawn."""
    weights = [weight for seesaw in seesaws if seesaw.tilt for weight in seesaw.weights if weight.value is not None]
    sources = dict.fromkeys(
        weight.place or f"{weight.indicator.publisher}, {weight.indicator.source_title}" for weight in weights
    )
    return f"Bron van de wipwap: {'; '.join(sources)}." if sources else ""
