"""Two libraries get access tokens by signing. `python oauth.py make` prints a key for each algorithm;
`python oauth.py URL CLIENT`, with these keys on standard input, lets each library sign with each of
them, verifies what it has got by the published keys, and prints it."""

import json
import sys
import time
import uuid

import jwt
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def make():
    keys = {
        "EdDSA": OKPKey.generate_key("Ed25519"),
        "ES256": ECKey.generate_key("P-256"),
        "RS256": RSAKey.generate_key(2048),
        "PS256": RSAKey.generate_key(2048),
    }
    named = {alg: {"alg": alg, "kid": f"key for {alg}"} for alg in keys}
    return [
        {
            "private": key.as_dict(private=True) | named[alg],
            "public": key.as_dict(private=False) | named[alg],
        }
        for alg, key in keys.items()
    ]


def answered(answer):
    answer.raise_for_status()
    return answer.json()


class Assertion(PrivateKeyJWT):
    """Left alone, the library names the token endpoint, for an hour, and gives `jti` once."""

    def __init__(self, issuer, alg):
        super().__init__(alg=alg)
        self.issuer = issuer

    def sign(self, auth, token_endpoint):
        self.claims = {"aud": self.issuer, "exp": int(time.time()) + 60}
        return super().sign(auth, token_endpoint)


def by_authlib(key, client, issuer, endpoint):
    method = Assertion(issuer, key["alg"])
    session = OAuth2Session(client, import_key(key), token_endpoint_auth_method=method)
    # A second one, so that nothing is shown twice.
    session.fetch_token(endpoint, grant_type="client_credentials")
    return session.fetch_token(endpoint, grant_type="client_credentials")["access_token"]


def by_pyjwt(key, client, issuer, endpoint):
    now = int(time.time())
    claims = {"iss": client, "sub": client, "aud": issuer, "iat": now, "exp": now + 300}
    claims["jti"] = str(uuid.uuid4())
    private = jwt.PyJWK(key)
    assertion = jwt.encode(claims, private.key, key["alg"], headers={"kid": key["kid"]})
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": assertion,
    }
    return answered(requests.post(endpoint, data=form, timeout=30))["access_token"]


def use(url, client, keys):
    document = requests.get(f"{url}/.well-known/oauth-authorization-server", timeout=30)
    metadata = AuthorizationServerMetadata(answered(document))
    metadata.validate()
    issuer = metadata["issuer"]
    published = jwt.PyJWKClient(f"{url}/.well-known/jwks.json")
    for key in keys:
        for library in (by_authlib, by_pyjwt):
            token = library(key["private"], client, issuer, f"{url}/oauth/token")
            verified = jwt.decode_complete(
                token,
                published.get_signing_key_from_jwt(token),
                algorithms=["EdDSA"],
                issuer=issuer,
                audience=f"{issuer}/graphql",
                leeway=60,
                options={"require": ["exp", "iat", "jti", "sub", "client_id"]},
            )
            yield {
                "library": library.__name__,
                "algorithm": key["private"]["alg"],
                "type": verified["header"]["typ"],
                "subject": verified["payload"]["sub"],
            }


if sys.argv[1] == "make":
    print(json.dumps(make()))
else:
    print(json.dumps(list(use(*sys.argv[1:], json.load(sys.stdin)))))
