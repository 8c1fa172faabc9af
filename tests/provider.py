"""A local OpenID provider: describes itself, asks who logs in, gives a code for it, and a signed token for the code."""

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
PEOPLE = {"anna": ["Intern", "Lezer"], "bert": ["Lezer"]}  # with their roles


@dataclass
class Provider:
    """The provider: where it is, and for each code that it gave what was asked and by whom."""

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
        """Ask who logs in, then go back with a code."""
        asked = dict(request.query_params)
        if (name := asked.pop("as", "")) not in PEOPLE:
            links = "".join(f'<p><a href="?{urlencode(asked | {"as": one})}">{one}</a></p>' for one in PEOPLE)
            return HTMLResponse(f"<h1>Wie bent u?</h1>{links}")
        code = secrets.token_urlsafe()
        self.codes[code] = name, asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def token(self, request: Request) -> Response:
        """Give a token for a code, once, to the client that asked for the code."""
        given = {key: values[0] for key, values in parse_qs((await request.body()).decode()).items()}
        name, asked = self.codes.pop(given["code"])
        client = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).decode()
        is_right = (
            request.headers["authorization"] == f"Basic {client}"
            and given["redirect_uri"] == asked["redirect_uri"]
            and challenge.rstrip("=") == asked["code_challenge"]
        )
        if not is_right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "sub": name, "name": name, "roles": PEOPLE[name],
                  "iat": now, "exp": now + 3600, "nonce": asked["nonce"]}  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": signed})

    def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def logout(self, request: Request) -> Response:
        return RedirectResponse(request.query_params["post_logout_redirect_uri"])


@contextmanager
def serving() -> Iterator[Provider]:
    """Give a provider that is running."""
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
