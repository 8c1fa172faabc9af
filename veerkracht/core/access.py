"""Determines who may see what from `.streamlit/secrets.toml`, and reports mistakes in that file: access is denied in
doubt."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from veerkracht.core import reasons

_AUTH_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_OPTIONAL_AUTH_KEYS = ("client_kwargs",)
_MIN_SECRET_LENGTH, _MIN_SECRET_CHARACTERS = 32, 10  # of cookie_secret: in all, and different ones
_FROM_EXAMPLE = re.compile("vervang|^0{8}-0000|example\\.nl", re.IGNORECASE)
_ANY_TENANT = re.compile(r"//login\.microsoftonline\.[a-z.]+/(common|organizations|consumers)(/|$)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
_YES_OR_NO = "geen true of false. Schrijf het zonder aanhalingstekens."
ADDRESSES = "adressen"  # in [toegang.beheer]: mail addresses, which count when the provider vouches for them
_USUAL_CLAIMS = ("roles", "role", "groups", "group")
_NOT_A_ROLE = ("email", "preferred_username", "upn", "unique_name", "name")  # claims that some users change themselves
_NO_PAGE = "De pagina Beheer is er nu niet."


@dataclass(frozen=True)
class Access:
    """Who may see what."""

    can_log_in: bool = False  # whether there is a login that can be trusted
    requires_login: bool = False  # whether a visitor who is not logged in sees nothing
    is_open_to_all_users: bool = False  # whether every user who is logged in sees internal data
    allowed: Mapping[str, object] = field(default_factory=dict)  # else by claim the values of users who see it
    administrators: Mapping[str, object] = field(default_factory=dict)  # the same of who administers, and ADDRESSES
    address: str = ""  # the address of the dashboard to which the login returns
    mistakes: tuple[str, ...] = ()  # Dutch; as long as there are any, nobody sees internal data or administers
    mistakes_of_administration: tuple[str, ...] = ()  # the same, for which alone nobody administers

    @property
    def has_administration(self) -> bool:
        """Whether there is a page Beheer, for those whom the settings name."""
        is_sound = not self.mistakes and not self.mistakes_of_administration
        return bool(self.administrators) and self.can_log_in and is_sound

    def lines(self) -> list[str]:
        """Return every mistake with what it leads to, in Dutch."""
        closed = self.requires_login and not self.can_log_in
        leads_to = "Nu ziet niemand het dashboard." if closed else "Nu ziet niemand interne cijfers en verhalen."
        return [
            *(f"{mistake} {leads_to}" for mistake in self.mistakes),
            *(f"{mistake} {_NO_PAGE}" for mistake in self.mistakes_of_administration),
        ]


def read(path: Path) -> Access:
    """Return what the file says; without a file there is no login and everything public is open."""
    try:
        return judge(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Access()
    except (OSError, ValueError) as error:
        return unreadable(error)


def unreadable(error: OSError | ValueError) -> Access:
    """Return the access when the file exists but cannot be understood: nobody sees anything."""
    line = re.search(r"at line (\d+)", str(error))
    is_toml = not isinstance(error, OSError | UnicodeDecodeError)
    place = f" op regel {line[1]}" if line else ""
    reason = f"geen TOML{place}" if is_toml else reasons.of(error)
    return Access(requires_login=True, mistakes=(f"Het bestand is niet te lezen: {reason}.",))


def judge(secrets: Mapping[str, object]) -> Access:
    """Return who may see what according to secrets.toml.

    Unknown settings make its intent unclear: a visitor must then log in, unless it says `verplicht = false`.
    """
    auth, access = _table(secrets.get("auth")), _table(secrets.get("toegang"))
    internal, administration = _table(access.get("intern")), _table(access.get("beheer"))
    unclear = list(_ambiguities(secrets, access, internal))
    of_login = list(_mistakes_of_login(auth)) if "auth" in secrets else []
    mistakes = [*unclear, *of_login]
    if "auth" not in secrets and access.get("verplicht", False) is not False:
        mistakes.append("In [toegang] staat verplicht = true, maar er is geen deel [auth]: niemand kan inloggen.")
    if "auth" in secrets and "intern" not in access:
        mistakes.append(
            "Er staat niet wie interne cijfers ziet. Schrijf bij [toegang.intern] een rol of groep, of iedereen = true "
            "voor iedereen die mag inloggen."
        )
    return Access(
        can_log_in="auth" in secrets and not of_login,
        requires_login=access.get("verplicht", bool(unclear)) is not False,
        is_open_to_all_users=internal.get("iedereen") is True,
        allowed={claim: internal[claim] for claim in _unexpected(internal, "iedereen")},
        administrators=administration,
        address=str(auth.get("redirect_uri", "")),
        mistakes=tuple(mistakes),
        mistakes_of_administration=tuple(_of_administration(secrets, access)),
    )


def _ambiguities(
    secrets: Mapping[str, object], access: Mapping[str, object], internal: Mapping[str, object]
) -> Iterator[str]:
    """Yield the settings that leave unclear who may see what."""
    for name in _unexpected(secrets, "auth", "toegang"):
        yield f"“{name}” is onbekend. Bekend zijn de delen [auth] en [toegang], met kleine letters."
    for name in _unexpected(access, "verplicht", "intern", "beheer"):
        yield f"In [toegang] is “{name}” onbekend. Bekend zijn verplicht, intern en beheer."
    for part, table, name in (("", secrets, "auth"), ("", secrets, "toegang"), ("toegang.", access, "intern")):
        if not isinstance(table.get(name, {}), Mapping):
            yield f"“{name}” is geen deel. Schrijf een regel [{part}{name}], en daaronder wat erbij hoort."
    if not isinstance(access.get("verplicht", False), bool):
        yield f"In [toegang] is verplicht {_YES_OR_NO}"
    if not isinstance(is_for_all := internal.get("iedereen", False), bool):
        yield f"In [toegang.intern] is iedereen {_YES_OR_NO}"
    if is_for_all is True and (conflicting := _unexpected(internal, "iedereen")):
        yield f"In [toegang.intern] staat iedereen = true naast {', '.join(conflicting)}. Laat een van de twee weg."


def _of_administration(secrets: Mapping[str, object], access: Mapping[str, object]) -> Iterator[str]:
    """Yield why there are no administrators, although [toegang.beheer] exists."""
    if "beheer" not in access:
        return
    if not isinstance(access["beheer"], Mapping):
        yield "“beheer” is geen deel. Schrijf een regel [toegang.beheer], en daaronder wie er beheert."
        return
    if "auth" not in secrets:
        yield "Er is een deel [toegang.beheer], maar geen deel [auth]: niemand kan inloggen."
    if not access["beheer"]:
        yield "In [toegang.beheer] staat niet wie er beheert. Schrijf een rol, een groep of adressen."
    for name, value in access["beheer"].items():
        values = value if isinstance(value, list | tuple) else [value]
        if name == "iedereen":
            yield "In [toegang.beheer] kan iedereen niet. Noem een rol, een groep of adressen."
        elif name in _NOT_A_ROLE:
            yield f"In [toegang.beheer] is {name} niet veilig. Schrijf bij {ADDRESSES} wie er beheert."
        elif name not in (*_USUAL_CLAIMS, ADDRESSES) and (
            near := get_close_matches(name.casefold(), (*_USUAL_CLAIMS, ADDRESSES), 1, 0.75)
        ):
            yield f"In [toegang.beheer] is “{name}” onbekend. Bedoelt u {near[0]}?"
        elif not values or not all(isinstance(each, str) and each.strip() for each in values):
            yield f"In [toegang.beheer] staat bij {name} niets, of iets dat geen tekst is. Schrijf teksten."
        elif name == ADDRESSES and not all(_ADDRESS.fullmatch(str(each)) for each in values):
            yield f"In [toegang.beheer] staat bij {ADDRESSES} iets dat geen mailadres is."


def _mistakes_of_login(auth: Mapping[str, object]) -> Iterator[str]:
    """Yield why the logins of [auth] cannot be trusted, or do not work."""
    for name in _unexpected(auth, *_AUTH_KEYS, *_OPTIONAL_AUTH_KEYS):
        yield f"In [auth] is “{name}” onbekend. Bekend zijn {', '.join(_AUTH_KEYS)}."
    values = {name: value if isinstance(value := auth.get(name), str) else "" for name in _AUTH_KEYS}
    for name, value in values.items():
        if not value:
            yield f"In [auth] ontbreekt de waarde van {name}."
        elif _FROM_EXAMPLE.search(value):
            yield f"In [auth] staat bij {name} nog de tekst van het voorbeeld."
        elif name.endswith(("uri", "url")) and not _is_private_on_the_way(value):
            yield f"In [auth] begint {name} niet met https://. Een login is dan onderweg te lezen."
    secret = values["cookie_secret"]
    if secret and (len(secret) < _MIN_SECRET_LENGTH or len(set(secret)) < _MIN_SECRET_CHARACTERS):
        yield (
            "In [auth] is cookie_secret te kort of te eenvoudig. Wie het raadt, is ingelogd. Maak een eigen geheim van "
            "64 tekens, zoals in docs/examples/secrets.toml staat."
        )
    if _ANY_TENANT.search(values["server_metadata_url"]):
        yield (
            "In [auth] laat server_metadata_url ook mensen van buiten uw organisatie inloggen. Zet er uw eigen map-id "
            "(tenant) in."
        )
    if values["redirect_uri"] and not values["redirect_uri"].endswith("/oauth2callback"):
        yield "In [auth] eindigt redirect_uri niet op /oauth2callback."


def _is_private_on_the_way(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _OWN_MACHINE)


def _unexpected(table: Mapping[str, object], *allowed: str) -> list[str]:
    return [name for name in table if name not in allowed]


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
