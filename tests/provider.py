"""A local OpenID provider: discovery, a login page, an authorization code, and a signed token for that code."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "dashboard", "geheim-van-het-dashboard"
PEOPLE = {"anna": ["Intern", "Lezer"], "bert": ["Lezer"], "carla": ["Beheer"]}  # with their roles


@dataclass
class Provider:
    """The provider: its address, and by authorization code the user and the request."""

    url: str = ""
    codes: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}))

    def describe(self, _: Request) -> Response:
        places = {"issuer": "", "authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys",
                  "end_session_endpoint": "/logout"}  # fmt: skip
        return JSONResponse({
            **{name: self.url + path for name, path in places.items()},
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        })  # fmt: skip

    def authorize(self, request: Request) -> Response:
        """Ask which user logs in, then redirect with an authorization code."""
        query = dict(request.query_params)
        if (name := query.pop("as", "")) not in PEOPLE:
            links = "".join(f'<p><a href="?{urlencode(query | {"as": user})}">{user}</a></p>' for user in PEOPLE)
            return HTMLResponse(f"<h1>Wie bent u?</h1>{links}")
        code = secrets.token_urlsafe()
        self.codes[code] = name, query
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")

    async def token(self, request: Request) -> Response:
        """Exchange a code for a token, once, for the client that requested the code."""
        form = {key: values[0] for key, values in parse_qs((await request.body()).decode()).items()}
        name, query = self.codes.pop(form["code"])
        client = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        is_right = (
            request.headers["authorization"] == f"Basic {client}"
            and form["redirect_uri"] == query["redirect_uri"]
            and challenge.rstrip("=") == query["code_challenge"]
        )
        if not is_right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "sub": name, "name": name, "roles": PEOPLE[name],
                  "iat": now, "exp": now + 3600, "nonce": query["nonce"]}  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": signed})

    def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def logout(self, request: Request) -> Response:
        return RedirectResponse(request.query_params["post_logout_redirect_uri"])


def settings(url: str, more: str = "") -> str:
    """Return the secrets.toml of a dashboard that logs in with the provider at this address, with a placeholder for the
    dashboard's `port`; `more` parts follow."""
    return f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "een lang geheim dat alleen in deze test bestaat"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "{url}/.well-known/openid-configuration"
[toegang.intern]
roles = ["Intern"]
{more}"""


@contextmanager
def serving() -> Iterator[Provider]:
    """Run a provider on a free port."""
    provider = Provider()
    app = Starlette(routes=[
        Route("/.well-known/openid-configuration", provider.describe),
        Route("/authorize", provider.authorize), Route("/token", provider.token, methods=["POST"]),
        Route("/keys", provider.keys), Route("/logout", provider.logout),
    ])  # fmt: skip
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    provider.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield provider
    server.should_exit = True
    thread.join()
