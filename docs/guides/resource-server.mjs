// A resource server that accepts Countersign's tokens: an example to read, to run, and to take over.
// Settings: ISSUER (the server's first public URL), AUDIENCE (what the mapping writes into `aud`), PORT, and for
// requests that must not go on after a revocation INTROSPECTION_SECRET_FILE, a file with a service token of role introspect.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

const { ISSUER, AUDIENCE, PORT, INTROSPECTION_SECRET_FILE } = process.env;

// Keys are kept for five minutes, and fetched again when a token names one that is not among them. That is
// enough for every rotation: a next key is published half an hour before it signs.
const keys = createRemoteJWKSet(new URL(`${ISSUER}/.well-known/jwks.json`), { cacheMaxAge: 300_000 });

/** The claims of an access token that is meant for this server. Throws for every other text. */
async function verify(token) {
  const { payload } = await jwtVerify(token, keys, {
    typ: "at+jwt",
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ["ES256", "RS256", "EdDSA"],
    requiredClaims: ["exp", "iat", "jti", "sub", "client_id"],
    clockTolerance: 30,
  });
  return payload;
}

/** What Countersign says of the token right now; null when it is not good, or not for this server. */
async function introspect(token) {
  const secret = (await readFile(INTROSPECTION_SECRET_FILE, "utf8")).trim();
  const answer = await fetch(`${ISSUER}/oauth2/introspect`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}` },
    body: new URLSearchParams({ token }),
  });
  // Not good to know is not good: whatever is no clear answer refuses the request.
  if (!answer.ok) throw new Error(`introspection answered ${answer.status}`);
  const { active, ...claims } = await answer.json();
  const audience = [claims.aud].flat();
  return active && claims.iss === ISSUER && audience.includes(AUDIENCE) ? claims : null;
}

/** Whose request this is. Reading needs the signature only; what changes something asks Countersign as well. */
async function authenticate(request) {
  const [, token] = /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (token === undefined) return null;
  if (INTROSPECTION_SECRET_FILE !== undefined && (request.method !== "GET" || !token.includes("."))) {
    return introspect(token);
  }
  try {
    return await verify(token);
  } catch (problem) {
    if (problem instanceof errors.JWKSTimeout || !(problem instanceof errors.JOSEError)) throw problem;
    return null;
  }
}

const server = createServer(async (request, response) => {
  const send = (status, body, headers = {}) =>
    response
      .writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers })
      .end(JSON.stringify(body));
  try {
    const claims = await authenticate(request);
    if (claims === null) {
      return send(401, { error: "invalid_token" }, { "www-authenticate": 'Bearer error="invalid_token"' });
    }
    if (!claims.groups?.includes("readers")) return send(403, { error: "insufficient_scope" });
    send(200, { hello: claims.sub, through: claims.client_id });
  } catch {
    // Keys or answers that cannot be had are an outage, never a reason to accept, nor to call the token bad.
    send(503, { error: "temporarily_unavailable" }, { "retry-after": "5" });
  }
});
server.listen(Number(PORT ?? 0), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
