"""A fictitious rest of the country: buurten outside the municipality, with the same figures in every run."""

MEASURES = {  # the lowest figure, and the distance to the highest
    "jonger_dan_15": (5, 20), "ouder_dan_65": (8, 30), "huishoudensgrootte": (1.2, 1.5),
    "inkomen_per_inwoner": (18000, 22000), "woz_waarde": (150000, 300000), "koopwoningen": (5, 85),
    "eengezinswoningen": (5, 90), "adressendichtheid": (300, 4000),
}  # fmt: skip
EMPTY = (
    "delete from elsewhere", "delete from area_elsewhere", "delete from snapshot_elsewhere",
    "delete from similar_feature where area_code not in (select area_code from area)",
)  # fmt: skip
BUURTEN = 300
IN_MUNICIPALITY = 10
RIVM, POLICE = "50150NED@2025-11-18", "47022NED@2026-07-19"


def code(number: int) -> str:
    """Return the code of a fictitious buurt; there are ten in each municipality, from GM9000 on."""
    return f"BU{9000 + number // IN_MUNICIPALITY}01{number % IN_MUNICIPALITY:02d}"


def country() -> list[str]:
    """Return the statements that replace all areas outside the municipality by these.

    A figure depends on the buurt and the indicator only. Every tenth buurt has 90 inhabitants, the others 600 or more;
    income is known for every second buurt.
    """
    statements = [
        *EMPTY,
        "insert into snapshot_elsewhere from snapshot",
        "insert into area_elsewhere select distinct 'GM' || (9000 + n // 10), 2024, 'Gemeente ' || (9000 + n // 10), "
        f"'gemeente', 'NL00', '1' from range({BUURTEN}) as buurt(n)",
        f"insert into area_elsewhere select {_CODE}, 2024, 'Buurt ' || n, 'buurt', 'WK' || (9000 + n // 10) || '01', "
        f"'1' from range({BUURTEN}) as buurt(n)",
        _feature("inwoners", "case when n % 10 = 9 then 90 else 600 + n end"),
    ]
    for name, (lowest, reach) in MEASURES.items():
        condition = "n % 2 = 0" if name == "inkomen_per_inwoner" else "true"
        statements.append(_feature(name, f"{lowest} + {reach} * {_random(name)}", condition))
    for period in ("2022", "2024"):
        statements.append(_figures("ervaren_gezondheid", period, f"50 + 10 * {_random(period)}", RIVM))
    for period in ("2021", "2022", "2023", "2024", "2025"):
        value = f"400 + 100 * {_random('m' + period)}"
        statements.append(_figures("misdrijven", period, value, POLICE, status="niet_bevestigd"))
    return statements


_CODE = "'BU' || (9000 + n // 10) || '01' || lpad((n % 10)::varchar, 2, '0')"


def _random(name: str) -> str:
    """Return the SQL of a number from 0 to 1 that looks random, but is the same for a buurt and a name every time."""
    return f"(hash(n || '{name}') % 10007) / 10007"


def _feature(name: str, value: str, where: str = "true") -> str:
    return (
        f"insert into similar_feature select {_CODE}, '{name}', {value} from range({BUURTEN}) as buurt(n) where {where}"
    )


def _figures(name: str, period: str, value: str, snapshot: str, status: str = "definitief") -> str:
    return (
        f"insert into elsewhere select '{name}', '{period}', {_CODE}, {value}, null, null, null, null, '{status}', "
        f"'{snapshot}' from range({BUURTEN}) as buurt(n)"
    )
