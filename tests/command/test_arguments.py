"""What the commands say of themselves and of wrong arguments is Dutch."""

import re
from types import ModuleType

import pytest

from etl.command import command as etl
from veerkracht.command import command as export
from veerkracht.core import arguments

_ENGLISH = re.compile(
    r"\b(usage|options|positional|arguments?|show|help message|error|invalid|choice|choose|expected|unrecognized|"
    r"required|ambiguous|could|match)\b"
)


def said(capsys: pytest.CaptureFixture[str], command: ModuleType, *given: str) -> str:
    with pytest.raises(SystemExit) as end:
        command.main([*given])
    assert end.value.code == (0 if "--help" in given else etl.MISUSED)
    return "".join(capsys.readouterr())


@pytest.mark.parametrize(("command", "name"), [(etl, "python -m etl"), (export, "python -m veerkracht.export")])
def test_the_help_is_dutch(capsys: pytest.CaptureFixture[str], command: ModuleType, name: str) -> None:
    text = said(capsys, command, "--help")
    assert text.startswith(f"gebruik: {name}") and "toon deze uitleg" in text
    assert not _ENGLISH.findall(text)


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        (etl, ["niew"], "opdracht: 'niew' bestaat niet; kies uit "),
        (etl, ["nieuw", "--doeljaar", "straks"], "--doeljaar: 'straks' is geen geheel getal"),
        (etl, ["nieuw", "--doeljaar"], "--doeljaar: noem er één"),
        (etl, ["nieuw", "--buurten"], "--buurten: noem er minstens één"),
        (etl, ["--json=ja"], "--json: hierachter hoort niets, en er staat 'ja'"),
        (etl, ["nieuw", "--gemeentes", "Heerlen"], "dit is niet te begrijpen: --gemeentes Heerlen"),
        (etl, ["nieuw", "--o"], "--o is te kort; bedoelde u --offline, --only, --overwrite?"),
        (export, ["--beeld", "twee"], "--beeld: 'twee' bestaat niet; kies uit 'een', 'elk', 'geen'"),
        (export, ["--doel"], "--doel: noem er één"),
        (export, ["--uitvoer", "x"], "dit is niet te begrijpen: --uitvoer"),
        (export, ["--brief=ja"], "--brief: hierachter hoort niets, en er staat 'ja'"),
        (export, ["--in"], "--in is te kort; bedoelde u --inspanningen, --intern?"),
    ],
)
def test_a_wrong_argument_is_named_in_dutch(
    capsys: pytest.CaptureFixture[str], command: ModuleType, given: list[str], told: str
) -> None:
    text = said(capsys, command, *given)
    assert told in text and not _ENGLISH.findall(text)


@pytest.mark.parametrize(
    ("english", "told"),
    [("argument --doel: something else", "--doel: dit is niet te"), ("something invalid", "opdracht: dit is niet te")],
)
def test_a_sentence_of_another_argparse_is_not_passed_on(
    capsys: pytest.CaptureFixture[str], english: str, told: str
) -> None:
    with pytest.raises(SystemExit):
        arguments.Parser("opdracht", "Uitleg.").error(english)
    text = capsys.readouterr().err
    assert told in text and "something" not in text and not _ENGLISH.findall(text)
