"""Hand-ins wait, are taken over in data/lokaal with a build, refused with a reason, and undone."""

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
import yaml

from etl.command import command
from etl.handed_in import check, placing, received, waiting
from etl.own_texts import own_text
from tests.etl.own_texts.test_stories import picture, written
from veerkracht.catalog import catalog
from veerkracht.core import hand_ins, moments, paths
from veerkracht.core.errors import SourceError
from veerkracht.topics.hand_in_forms import files as forms

GOOD = "indicator;gebied;periode;waarde;n;zichtbaar\ntoegang_tot_hulp;Nazareth;2024;58;212;openbaar\n"
OWN = """# Van ons.
inspanningen:
    - id: oud
      naam: Al langer   # een opmerking
      soort: plan
      bron: Plan
"""
NEW = "inspanningen:\n- id: nieuw\n  naam: Nieuw\n  soort: plan\n  bron: Plan\n"


@pytest.fixture
def offered(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a file to hand in."""

    def write(text: str = GOOD, name: str = "peiling.csv") -> Path:
        path = tmp_path / "aanbod" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def put(path: Path, work: Path, sender: str = "anna") -> hand_ins.HandIn:
    return waiting.put(path, sender, catalog.load(paths.CATALOG), work)


def local() -> dict[str, str]:
    return {path.relative_to(paths.local_folder()).as_posix(): path.read_text(encoding="utf-8", errors="replace")
            for path in paths.local_folder().rglob("*") if path.is_file()}  # fmt: skip


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_taking_over_builds_and_undoing_puts_back_what_was_there(
    data: Path, offered: Callable[..., Path], without_build: None, tmp_path: Path
) -> None:
    assert command.main(["--offline"]) == command.ALL_WELL
    assert command.main(["overnemen", str(offered())]) == command.ALL_WELL
    assert local() == {"peiling.csv": GOOD}
    assert [path.name for path in paths.accepted_folder().iterdir()] == ["stadspeiling@peiling.csv"]
    newer = GOOD.replace("58", "59")
    assert command.main(["overnemen", str(offered(newer)), "--naam", "bert"]) == command.ALL_WELL
    assert local() == {"peiling.csv": newer}
    first, second = reversed(waiting.listed())
    assert (second.state, second.decided_by) == ("overgenomen", "bert")
    assert command.main(["terugdraaien", first.number]) == command.FAILED  # the second one came over it
    assert command.main(["terugdraaien"]) == command.ALL_WELL
    assert local() == {"peiling.csv": GOOD}
    assert command.main(["terugdraaien"]) == command.ALL_WELL
    assert local() == {} and [hand_in.state for hand_in in waiting.listed()] == ["teruggedraaid"] * 2
    assert command.main(["terugdraaien"]) == command.FAILED


@pytest.mark.slow
def test_what_another_file_contradicts_is_not_taken_over_and_everything_is_as_it_was(
    data: Path, offered: Callable[..., Path], without_build: None, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.local_folder().mkdir(parents=True)
    (paths.local_folder() / "eerder.csv").write_text(GOOD, encoding="utf-8")
    assert command.main(["--offline"]) == command.ALL_WELL
    before = local()
    assert command.main(["overnemen", str(offered())]) == command.FAILED
    assert "alles is zoals het was" in capsys.readouterr().err
    assert local() == before
    [hand_in] = waiting.listed()
    assert (hand_in.state, hand_in.decided_by) == ("wacht", "")


@pytest.mark.slow
def test_a_build_that_fails_takes_the_hand_in_back(
    data: Path, offered: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise SourceError("Controle mislukt.")

    monkeypatch.setattr("etl.build.build.build", fail)
    assert command.main(["overnemen", str(offered())]) == command.FAILED
    assert local() == {} and waiting.listed()[0].state == "wacht"


@pytest.mark.slow
def test_what_was_changed_by_hand_since_is_not_undone(data: Path, offered: Callable[..., Path], tmp_path: Path) -> None:
    hand_in = put(offered(), tmp_path / "a")
    with waiting.taking_over(hand_in.number, "beheer", catalog.load(paths.CATALOG), tmp_path / "b") as taken:
        assert taken.state == "overgenomen"
    (paths.local_folder() / "peiling.csv").write_text(GOOD + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match="met de hand"), waiting.undoing(hand_in.number, "beheer"):
        pass
    assert waiting.get(hand_in.number).state == "overgenomen" and not waiting.unfinished()


@pytest.mark.slow
def test_a_hand_in_is_refused_once_and_with_a_reason(data: Path, offered: Callable[..., Path], tmp_path: Path) -> None:
    hand_in = put(offered(), tmp_path / "a")
    with pytest.raises(SourceError, match="waarom"):
        waiting.refuse(hand_in.number, "beheer", "  ")
    assert waiting.refuse(hand_in.number, "beheer", "Dubbel.").reason == "Dubbel."
    with pytest.raises(SourceError, match="al afgewezen"):
        waiting.refuse(hand_in.number, "beheer", "Nog eens.")
    again = waiting.taking_over(hand_in.number, "beheer", catalog.load(paths.CATALOG), tmp_path / "b")
    with pytest.raises(SourceError, match="al afgewezen"), again:
        pass
    assert not paths.local_folder().exists()


@pytest.mark.slow
def test_a_file_with_mistakes_and_one_too_many_do_not_wait(
    data: Path, offered: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceError, match="heeft fouten"):
        put(offered(GOOD.replace("58", "580")), tmp_path / "a")
    monkeypatch.setattr(hand_ins, "MOST_WAITING_OF_ONE", 1)
    monkeypatch.setattr(hand_ins, "MOST_WAITING", 2)
    for number, sender in enumerate(("anna", "bert")):
        put(offered(), tmp_path / str(number), sender)
    other = GOOD.replace("58", "59")
    for number, sender in enumerate(("anna", "carla")):
        with pytest.raises(SourceError, match="wachten al te veel"):
            put(offered(other), tmp_path / f"x{number}", sender)
    assert len(waiting.listed()) == 2


@pytest.mark.slow
def test_the_size_of_all_that_waits_and_the_number_a_day_are_bounded_also_of_one(
    data: Path, offered: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = [GOOD.replace("58", str(value)) for value in range(50, 60)]
    monkeypatch.setattr(hand_ins, "MOST_WAITING_BYTES_OF_ONE", 2 * len(GOOD))
    monkeypatch.setattr(hand_ins, "MOST_WAITING_BYTES", 3 * len(GOOD))
    for number, (sender, is_refused) in enumerate(
        [("anna", False), ("anna", False), ("anna", True), ("bert", False), ("carla", True)]
    ):
        if is_refused:
            with pytest.raises(SourceError, match="wachten al te veel"):
                put(offered(contents[number]), tmp_path / str(number), sender)
        else:
            put(offered(contents[number]), tmp_path / str(number), sender)
    monkeypatch.setattr(hand_ins, "MOST_A_DAY_OF_ONE", 2)
    for hand_in in waiting.listed():
        waiting.refuse(hand_in.number, "beheer", "Dubbel.")
    with pytest.raises(SourceError, match="vandaag al 2 bestanden"):
        put(offered(contents[5]), tmp_path / "5")
    put(offered(contents[6]), tmp_path / "6", "bert")
    yesterday = moments.now() - timedelta(days=1, hours=1)
    monkeypatch.setattr(moments, "now", lambda: yesterday + timedelta(days=2, hours=2))
    put(offered(contents[7]), tmp_path / "7")


@pytest.mark.slow
def test_the_same_file_of_the_same_sender_waits_once(data: Path, offered: Callable[..., Path], tmp_path: Path) -> None:
    """Who clicks again after a dropped connection hands in nothing twice."""
    first = put(offered(), tmp_path / "a")
    assert put(offered(), tmp_path / "b") == first
    assert put(offered(), tmp_path / "c", "bert") != first
    waiting.refuse(first.number, "beheer", "Nog niet.")
    assert put(offered(), tmp_path / "d") != first


def test_handing_in_tells_nothing_of_what_the_municipality_keeps(
    data: Path, offered: Callable[..., Path], without_build: None, tmp_path: Path
) -> None:
    paths.local_folder().mkdir(parents=True)
    (paths.local_folder() / "geheim-rapport.csv").write_text(GOOD, encoding="utf-8")
    assert command.main(["--offline"]) == command.ALL_WELL
    before = everything(data)
    hand_in = put(offered(), tmp_path / "a")
    changed = {name for name, content in everything(data).items() if before.get(name) != content}
    assert hand_in.state == "wacht"
    assert {name.partition("/")[0] for name in changed} == {hand_ins.FOLDER} and before.keys() <= everything(
        data
    ).keys()


@pytest.mark.slow
@pytest.mark.parametrize("number", ["..", "../lokaal", "", "/etc", "bestaat-niet", "."])
def test_a_number_is_never_a_path(data: Path, offered: Callable[..., Path], tmp_path: Path, number: str) -> None:
    put(offered(), tmp_path / "a")
    with pytest.raises(SourceError, match="er niet"):
        waiting.file_of(number)


def taken(path: Path, work: Path) -> received.Received:
    return received.take(path, work)


def test_an_entry_comes_below_those_that_are_there_with_their_remarks(
    data: Path, offered: Callable[..., Path], tmp_path: Path
) -> None:
    paths.local_folder().mkdir(parents=True)
    place = paths.local_folder() / "inspanningen.yml"
    place.write_text(OWN, encoding="utf-8")
    [(path, content)] = placing.contents(taken(offered(NEW, "inspanningen.yaml"), tmp_path / "a")).items()
    assert path == place and content.decode().startswith(OWN)
    assert [entry["id"] for entry in yaml.safe_load(content)["inspanningen"]] == ["oud", "nieuw"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "there", ["inspanningen: []\n", "", "gemeente: GM0935\ninspanningen:\n", OWN + "gemeente: GM0935\n"]
)
def test_an_entry_is_added_to_a_list_of_any_form(
    data: Path, offered: Callable[..., Path], tmp_path: Path, there: str
) -> None:
    paths.local_folder().mkdir(parents=True)
    (paths.local_folder() / "inspanningen.yaml").write_text(there, encoding="utf-8")
    [content] = placing.contents(taken(offered(NEW, "inspanningen.yaml"), tmp_path / "a")).values()
    read = yaml.safe_load(content)
    assert read["inspanningen"][-1]["id"] == "nieuw" and ("gemeente" in read) == ("gemeente" in there)


def test_an_entry_that_is_there_already_is_replaced(data: Path, offered: Callable[..., Path], tmp_path: Path) -> None:
    paths.local_folder().mkdir(parents=True)
    (paths.local_folder() / "inspanningen.yaml").write_text(OWN, encoding="utf-8")
    changed = NEW.replace("id: nieuw", "id: oud")
    [content] = placing.contents(taken(offered(changed, "inspanningen.yaml"), tmp_path / "a")).values()
    assert [entry["naam"] for entry in yaml.safe_load(content)["inspanningen"]] == ["Nieuw"]


@pytest.mark.slow
def test_a_photo_never_takes_the_place_of_another(data: Path, tmp_path: Path) -> None:
    folder = paths.local_folder() / "verhalen"
    folder.mkdir(parents=True)
    (folder / "plein.jpg").write_bytes(b"een andere")
    written(tmp_path, "x", name="a.md")
    photo = tmp_path / "plein.jpg"
    photo.write_bytes(b"deze")
    with pytest.raises(SourceError, match=r"plein\.jpg"):
        placing.contents(received.Received(hand_ins.STORY, tmp_path / "a.md", (photo,)))


@pytest.mark.slow
def test_a_state_that_cannot_be_read_hides_no_other(data: Path, offered: Callable[..., Path], tmp_path: Path) -> None:
    good, bad = put(offered(), tmp_path / "a"), put(offered(), tmp_path / "b", "bert")
    (waiting.folder() / bad.number / "inzending.json").write_text("{", encoding="utf-8")
    assert waiting.listed() == [good]
    (waiting.folder() / bad.number / "inzending.json").write_text(json.dumps({"number": "../x"}), encoding="utf-8")
    assert waiting.listed() == [good]


@pytest.fixture
def withdrawn(data: Path, without_build: None, tmp_path: Path) -> Path:
    """A withdrawal of a story with two photos, one of which another story shows too; all were handed in."""
    folder = tmp_path / "verhaal"
    for name, photos in (("plein", ("plein.jpg", "samen.jpg")), ("park", ("samen.jpg",))):
        written(folder, "\n\n".join(f"![iets]({photo})" for photo in photos), name=f"{name}.md")
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            archive.write(folder / f"{name}.md", f"{name}.md")
            for photo in photos:
                archive.writestr(photo, picture())
        assert command.main(["overnemen", str(folder / f"{name}.zip")]) == command.ALL_WELL
    made = forms.withdrawal({"verhaal": "plein", "titel": "Het plein", "wie": "ik sta erin", "reden": ""})
    (folder / made.name).write_bytes(made.content)
    return folder / made.name


@pytest.mark.slow
def test_a_withdrawn_story_leaves_with_its_own_photos_and_comes_back_when_that_is_undone(withdrawn: Path) -> None:
    before = local()
    assert command.main(["overnemen", str(withdrawn)]) == command.ALL_WELL
    assert local().keys() == {"verhalen/park.md", "verhalen/samen.jpg"}
    assert [path.name for path in own_text.copies("verhalen")] == ["park.md"]
    assert command.main(["overnemen", str(withdrawn)]) == command.FAILED  # it is gone already
    assert command.main(["terugdraaien"]) == command.ALL_WELL
    assert local() == before and len(own_text.copies("verhalen")) == 2


@pytest.mark.slow
@pytest.mark.few_figures
def test_a_withdrawn_story_is_gone_from_the_database_of_which_all_exports_are_made(data: Path, tmp_path: Path) -> None:
    def stories() -> list[tuple[str, int]]:
        with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
            pictures = "(select count(*) from story_picture where story_picture.story_id = story.story_id)"
            return connection.execute(f"select story_id, {pictures} from story").fetchall()

    written(tmp_path, "![iets](plein.jpg)", name="plein.md")
    with zipfile.ZipFile(tmp_path / "plein.zip", "w") as archive:
        archive.write(tmp_path / "plein.md", "plein.md")
        archive.writestr("plein.jpg", picture())
    assert command.main(["overnemen", str(tmp_path / "plein.zip")]) == command.ALL_WELL
    assert stories() == [("plein", 1)]
    made = forms.withdrawal({"verhaal": "plein", "titel": "Het plein", "wie": "ik sta erin"})
    (tmp_path / made.name).write_bytes(made.content)
    assert command.main(["overnemen", str(tmp_path / made.name)]) == command.ALL_WELL
    assert stories() == []


@pytest.mark.slow
def test_after_a_week_a_withdrawn_story_is_gone_from_the_hand_ins_too(
    withdrawn: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["overnemen", str(withdrawn)]) == command.ALL_WELL
    later, days = moments.now(), 6
    monkeypatch.setattr(moments, "now", lambda: later + timedelta(days=days))
    assert command.main(["--offline"]) == command.ALL_WELL
    assert [path for path in waiting.folder().rglob("*") if path.name == "plein.zip"]
    days = 8
    assert command.main(["--offline"]) == command.ALL_WELL
    assert "is nu ook uit de inzendingen gewist" in " ".join(capsys.readouterr().err.split())
    names = {path.name for path in waiting.folder().rglob("*") if path.is_file()}
    assert names == {"park.zip", "voor.json", "inzending.json", ".slot"}
    left = b"".join(everything(waiting.folder()).values())
    assert b"plein.md" not in left and b"Het plein" not in left and len(waiting.listed()) == 3
    assert command.main(["terugdraaien"]) == command.FAILED
    assert "Terugdraaien kan niet meer" in " ".join(capsys.readouterr().err.split())
    assert command.main(["--offline"]) == command.ALL_WELL
    assert "gewist" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("intrekking: {verhaal: ../../x, titel: a, wie: b}", "geen naam van een verhaal"),
        ("intrekking: {verhaal: x, titel: a}", "wie"),
        ("intrekking: {verhaal: x, titel: a, wie: b, meer: c}", "meer"),
        ("verhaal: x", "intrekking"),
        ("intrekking: [", "sluit nergens"),
    ],
)
def test_a_withdrawal_with_a_mistake_says_which(
    data: Path, offered: Callable[..., Path], tmp_path: Path, text: str, why: str
) -> None:
    found = check.check(offered(text, "intrekking.yaml"), tmp_path / "a", catalog.load(paths.CATALOG)).checked
    assert found.kind == hand_ins.WITHDRAWAL and why in " ".join(found.mistakes)


def test_a_withdrawal_does_not_tell_whether_there_is_such_a_story(
    data: Path, offered: Callable[..., Path], tmp_path: Path
) -> None:
    path = offered("intrekking: {verhaal: geheim, titel: a, wie: b}", "intrekking.yaml")
    assert put(path, tmp_path / "a").state == "wacht"
    assert command.main(["overnemen", waiting.listed()[0].number]) == command.FAILED
    assert waiting.listed()[0].state == "wacht"


@pytest.mark.slow
@pytest.mark.parametrize(("command_name", "other"), [("neem-over", "overnemen"), ("overnemen", "neem-over")])
def test_of_two_commands_that_look_alike_each_names_the_other(
    data: Path, offered: Callable[..., Path], without_build: None, command_name: str, other: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    statline = '"Regio";"Aantal"\n"Nazareth";"1"\n'
    for path in (offered(statline if command_name == "overnemen" else GOOD), Path("is-er-niet.csv")):
        assert command.main([command_name, str(path)]) != command.ALL_WELL
        assert f"Dan bedoelt u: python -m etl {other} BESTAND" in " ".join(capsys.readouterr().err.split())
    assert command.main(["overnemen", "0123456789ab"]) == command.FAILED
    assert "bedoelt u" not in capsys.readouterr().err
    assert f"gaat met {other}" in " ".join(command._parser().format_help().split())
