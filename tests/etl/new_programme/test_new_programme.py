"""The programme of another municipality: who is meant by a name, what is proposed, and what is left when it fails."""

import shutil
from pathlib import Path

import duckdb
import pytest

from etl.build import build
from etl.command import command, new
from etl.new_programme import places
from etl.new_programme.places import Country
from etl.snapshots import editions, nationwide
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.core.errors import DataError


@pytest.fixture(scope="module")
def country() -> Country:
    return places.country(nationwide.current([])[0])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of which nothing was built."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Heerlen", "GM0917"), ("heerlen ", "GM0917"), ("GM0917", "GM0917"), ("Bergen (L.)", "GM0893"),
     ("Hengelo", "GM0164"), ("súdwest fryslan", "GM1900"), ("bergen op zoom", "GM0748")],
)  # fmt: skip
def test_a_municipality_is_found_by_its_name_or_code(country: Country, typed: str, code: str) -> None:
    assert country.municipality(typed) == code


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Bergen", "Er zijn 2 gemeenten die Bergen heten: Bergen (NH.) (GM0373) en Bergen (L.) (GM0893). Schrijf de "
                   'naam voluit, bijvoorbeeld: --gemeente "Bergen (NH.)"'),
        ("Herlen", "De gemeente 'Herlen' bestaat niet. Bedoelde u Heerlen?"),
        ("Rotterdm", "Bedoelde u Rotterdam"),
        ("qqqq", "Er zijn bijvoorbeeld: "),
        ("", "De gemeente '' bestaat niet."),
    ],
)  # fmt: skip
def test_a_municipality_that_is_not_there_or_not_one_gets_the_names_to_type(
    country: Country, typed: str, expected: str
) -> None:
    with pytest.raises(DataError) as caught:
        country.municipality(typed)
    assert expected in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Nazareth", "'Nazareth' ligt niet in Heerlen, maar in Maastricht."),
        ("Maria Gewande", "De buurt 'Maria Gewande' bestaat niet in Heerlen. Bedoelde u Maria Gewanden"),
        ("GM0935", "bestaat niet in Heerlen"),
    ],
)
def test_a_buurt_that_is_not_there_gets_the_nearest_names(country: Country, typed: str, expected: str) -> None:
    with pytest.raises(DataError) as caught:
        country.focus_areas("GM0917", [typed])
    assert expected in str(caught.value)


@pytest.mark.parametrize("typed", ["?", "Heerlen-Noord", "Nazareth"])
def test_a_question_mark_and_an_unknown_buurt_get_every_wijk_with_its_buurten(country: Country, typed: str) -> None:
    with pytest.raises(DataError) as caught:
        country.focus_areas("GM0917", ["Meezenbroek", typed])
    message = str(caught.value)
    _, heading, listed = message.partition("De wijken van Heerlen, en achter elke wijk haar buurten:\n")
    inside = [name for code, name in country.names.items() if code[:6] in ("BU0917", "WK0917")]
    lines = listed.splitlines()
    assert heading and len(inside) > 70 and all(any(name in line for line in lines) for name in inside)
    assert "- Wijk 21 Heerlerheide-Passart: Passart, Heerlerheide Kom" in lines
    assert max(map(len, lines)) <= 80 and "Heerlen-Centrum?" not in message


@pytest.mark.slow
def test_words_that_one_area_alone_has_in_its_name_find_it(country: Country) -> None:
    [square, wijk] = country.focus_areas("GM0917", ["nolensplein", "Douve Weien + Woonboulevard"])
    assert (square.name, len(square.parts), len(wijk.parts)) == ("Dr. Nolensplein en omgeving", 1, 2)
    with pytest.raises(DataError, match=r"Bedoelde u Heerlerheide Kom of Wijk 21 Heerlerheide-Passart\?"):
        country.focus_areas("GM0917", ["Heerlerheide"])


def test_focus_areas_are_found_once_each_by_name_as_a_wijk_or_as_several_together(country: Country) -> None:
    def codes(*typed: str) -> list[str]:
        return [area.code for area in country.focus_areas("GM0917", typed)]

    assert codes("maria gewanden", "BU09171000", "Terschuren") == ["BU09171000", "BU09171001"]
    assert codes("WK091710") == codes("Maria Gewanden en Terschuren") == ["WK091710"]
    [north] = country.focus_areas("GM0917", ["Noord = Mariarade + Passart + BU09172101"])
    assert (north.name, north.code, north.parts) == ("Noord", "GR-noord", ("WK091711", "BU09172100", "BU09172101"))
    [unnamed] = country.focus_areas("GM0917", ["Weggebekker + Uterweg"])
    assert (unnamed.name, unnamed.parts) == ("Weggebekker en Uterweg", ("BU09172000", "BU09172001"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["Noord = Mariarade + Mariarade-Nord"], "De buurt 'Mariarade-Nord' bestaat niet in Heerlen. Bedoelde u"),
        (["Noord = Mariarade + Nazareth"], "'Nazareth' ligt niet in Heerlen, maar in Maastricht."),
        (["Noord = Passart + Uterweg", "Passart"], "Passart (BU09172100) zit twee keer in Noord en in Passart."),
        (["WK091710", "Terschuren"], "Terschuren (BU09171001) zit twee keer in"),
        (["Noord = WK091710 + Terschuren"], "Terschuren (BU09171001) zit twee keer in Noord."),
        (["Noord = Passart"], "is één gebied, Passart: dat heeft al een naam"),
        (["Noord ="], "noem achter de = minstens twee buurten of wijken"),
        (["Passart = Uterweg + Weggebekker"], "Er is al een gebied dat Passart heet. Kies een andere naam"),
        (["Noord = Uterweg + Weggebekker", "noord = Passart + Heksenberg"], "Twee gebieden heten"),
        (["9 = Uterweg + Weggebekker"], "De naam `9` kan niet"),
        ([""], "Noem minstens één buurt of wijk"),
        ([f"BU09173{number}" for number in (100, 101, 102, 103, 200, 201, 202, 203, 300, 301, 302, 303, 400)],
         "Dat zijn 13 gebieden; een programma heeft er hoogstens 12"),
    ],
)  # fmt: skip
def test_focus_areas_that_cannot_be_get_what_to_type_instead(country: Country, typed: list[str], expected: str) -> None:
    with pytest.raises(DataError) as caught:
        country.focus_areas("GM0917", typed)
    assert expected in str(caught.value)


@pytest.mark.slow
def test_a_named_area_is_written_with_baselines_of_its_buurten_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new.write(new.Request("Heerlen", ("Noord = Mariarade + Passart", "Maria Gewanden"), "Samen", 2034))
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Programma: Samen (tot en met 2034)", "Gemeente: Heerlen", "Gebieden:", "- Noord", "- Maria Gewanden",
    ]  # fmt: skip
    content = catalog.load(paths.CATALOG)
    assert content.programme.focus_codes == ("GR-noord", "BU09171000")
    baselines = {measure.indicator: measure.baseline for _, measure in content.measures() if measure.baseline}
    assert "ervaren_gezondheid" not in baselines  # of a model
    [crimes] = nationwide.tables_in(paths.included_folder(), "meegeleverd", "47022NED")
    [people] = nationwide.tables_in(paths.included_folder(), "meegeleverd", "85984NED")
    buurten = ["BU09171100", "BU09171101", "BU09172100"]
    counted = crimes.of_municipality("GM0917").facts.set_index(["area_code", "period"])["value"]
    of_people = people.of_municipality("GM0917").facts
    of_people = of_people[of_people["topic_key"].str.startswith("AantalInwoners_")].set_index("area_code")["value"]
    rate = 10_000 * sum(float(counted[code, "2025"]) for code in buurten) / sum(float(of_people[c]) for c in buurten)
    assert baselines["misdrijven"].values["GR-noord"] == pytest.approx(rate, abs=0.5)


@pytest.mark.slow
def test_what_is_written_has_the_newest_figures_as_baselines_and_is_about_sixty_lines(folder: Path) -> None:
    new.write(new.Request("Heerlen", ("Meezenbroek", "Maria Gewanden"), "Samen: sterk", 2034))
    text = paths.own_programme().read_text(encoding="utf-8")
    content = catalog.load(paths.CATALOG)
    about = content.programme
    assert (about.name, about.municipality, about.target_year) == ("Samen: sterk", "GM0917", 2034)
    assert about.focus_codes == ("BU09173202", "BU09171000") and len(text.splitlines()) < 90
    values = {measure.indicator: measure.baseline for _, measure in content.measures() if measure.baseline}
    assert values["ervaren_gezondheid"].period == "2024" and values["misdrijven"].period == "2025"
    [table] = nationwide.tables_in(paths.included_folder(), "meegeleverd", "50150NED")
    health = table.of_municipality("GM0917").facts.set_index(["area_code", "period"])["value"]
    assert values["ervaren_gezondheid"].values["BU09173202"] == float(health["BU09173202", "2024"])


@pytest.mark.slow
def test_without_goals_that_can_be_measured_there_is_a_programme_too(folder: Path) -> None:
    country = places.country(editions.newest().tables_of_the_country(checks_all=False)[0])
    empty = next(code for code, name in country.names.items() if name == "Verspreide huizen Vlieland")
    new.write(new.Request("Vlieland", (empty,), "Eiland", 2035))
    assert catalog.load(paths.CATALOG).goals == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (new.Request("Bergen"), "Er zijn 2 gemeenten"),
        (new.Request("Heerlen", ("Nazareth",)), "ligt niet in Heerlen"),
        (new.Request("Heerlen", target_year=1999), "het doeljaar ligt na"),
        (new.Request(), "Noem de gemeente, bijvoorbeeld"),
    ],
)
def test_nothing_is_written_when_something_is_wrong(folder: Path, given: new.Request, expected: str) -> None:
    with pytest.raises(DataError, match=expected):
        new.write(given)
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_a_programme_that_is_there_is_kept_or_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new.write(new.Request("Heerlen", name="Eerst"))
    before = paths.own_programme().read_bytes()
    new.write(new.Request("Heerlen"))  # what make app does every time
    assert "Dat wordt gebruikt." in capsys.readouterr().out
    for other in (new.Request("Vlieland"), new.Request("Heerlen", name="Ander")):
        with pytest.raises(DataError, match=r"is er al: Eerst, Heerlen\. Er is niets veranderd\."):
            new.write(other)
    assert paths.own_programme().read_bytes() == before
    new.write(new.Request("Vlieland", overwrites=True))
    assert catalog.load(paths.CATALOG).programme.municipality_name == "Vlieland"


@pytest.mark.slow
def test_a_programme_that_cannot_be_built_is_taken_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(target: Path) -> None:
        raise DataError("De database is niet te schrijven.")

    monkeypatch.setattr(build, "build", fail)
    assert command.main(["nieuw", "--gemeente", "Heerlen"]) == command.FAILED
    assert not paths.own_programme().exists() and "teruggezet" in capsys.readouterr().err
    monkeypatch.setenv("VEERKRACHT_PROGRAMMA", str(folder / "ander.yaml"))
    assert command.main(["nieuw", "--gemeente", "Heerlen"]) == command.FAILED
    assert "VEERKRACHT_PROGRAMMA noemt" in capsys.readouterr().err


@pytest.mark.slow
def test_the_database_of_another_municipality_is_kept_and_its_history_left(
    folder: Path, included_database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(included_database, paths.database_file())
    with duckdb.connect(str(paths.database_file())) as connection:
        connection.execute("update status_history set noticed_at = '2026-01-02'")
    assert command.main(["nieuw", "--gemeente", "Heerlen"]) == command.PARTLY
    assert "De vorige database was van Maastricht (GM0935). Zij is bewaard als veerkracht.duckdb.vorige-1" in (
        capsys.readouterr().err
    )
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        [[count]] = connection.execute("select count(*) from status_history where noticed_at < '2026-02-01'").fetchall()
        [[city]] = connection.execute("select municipality_name from programme").fetchall()
        budget = connection.execute("select count(*) from budget").fetchall()
    assert (count, city, budget) == (0, "Heerlen", [(0,)])
    assert paths.own_resilience_reference().exists()
