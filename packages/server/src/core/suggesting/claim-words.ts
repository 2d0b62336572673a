/**
 * What a claim's name says of it, for issuers that nobody described: whether it belongs to one token, to one run, or to
 * the person who started the run. Registered names are those of RFC 7519 section 4.1, RFC 9068 section 2.2 and OpenID
 * Connect Core section 2; the rest is by the words in a name.
 */

import { type ClaimPath, readablePath } from "../linting/issuer-traits.ts";

const checkedByProvider: ReadonlySet<string> = new Set(["iss", "aud"]);

const ofOneToken: ReadonlySet<string> = new Set([
  ...["exp", "nbf", "iat", "jti", "auth_time", "nonce", "at_hash", "c_hash", "s_hash", "sid", "azp"],
  ...["acr", "amr", "typ", "ver", "uti", "rh", "aio", "cnf", "act", "scope", "client_id"],
]);

const runWords: ReadonlySet<string> = new Set([
  ...["run", "job", "build", "pipeline", "attempt", "session", "trace", "span", "execution", "step", "task"],
  ...["sha", "commit", "revision", "checksum", "digest", "hash", "nonce", "time", "timestamp", "date", "at"],
  ...["pod", "node", "host", "hostname", "ip", "runner", "instance", "machine", "number", "counter"],
]);

const personWords: ReadonlySet<string> = new Set([
  ...["actor", "user", "username", "login", "email", "person", "author", "committer", "sender", "triggered"],
  ...["given", "family", "nickname", "picture", "phone", "initiator", "requester"],
]);

/** Demanded of every token already. */
export function isProvidersToCheck(path: ClaimPath): boolean {
  return checkedByProvider.has(readablePath(path));
}

export function isOfOneToken(path: ClaimPath): boolean {
  return ofOneToken.has(readablePath(path));
}

export function isOfOneRun(path: ClaimPath): boolean {
  return wordsOf(path).some((word) => runWords.has(word));
}

export function isOfOnePerson(path: ClaimPath): boolean {
  return wordsOf(path).some((word) => personWords.has(word));
}

/** `runId`, `run_id` and `run-id` are the same words. */
function wordsOf(path: ClaimPath): readonly string[] {
  return path.flatMap((name) =>
    name
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^a-z0-9]/),
  );
}
