"""What the command says of itself and of wrong arguments is Dutch."""

import re

import pytest

from etl.command import command

_ENGLISH = re.compile(
    r"\b(usage|options|positional|arguments?|show|help message|error|invalid|choice|choose|expected|unrecognized|"
    r"required|ambiguous|could|match)\b"
)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        command.main([*arguments])
    assert end.value.code == (0 if "--help" in arguments else command.MISUSED)
    return "".join(capsys.readouterr())


def test_the_help_is_dutch(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "nieuw", "--help")
    assert text.startswith("gebruik: python -m etl") and "toon deze uitleg" in text
    assert not _ENGLISH.findall(text)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["niew"], "opdracht: 'niew' bestaat niet; kies uit "),
        (["nieuw", "--doeljaar", "straks"], "--doeljaar: 'straks' is geen geheel getal"),
        (["nieuw", "--doeljaar"], "--doeljaar: noem er één"),
        (["nieuw", "--buurten"], "--buurten: noem er minstens één"),
        (["--json=ja"], "--json: hierachter hoort niets, en er staat 'ja'"),
        (["nieuw", "--gemeentes", "Heerlen"], "dit is niet te begrijpen: --gemeentes Heerlen"),
        (["nieuw", "--o"], "--o is te kort; bedoelde u --offline, --only, --overwrite?"),
    ],
)
def test_a_wrong_argument_is_named_in_dutch(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    text = said(capsys, *arguments)
    assert told in text and not _ENGLISH.findall(text)
