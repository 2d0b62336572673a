/** Says to a person why no answer came, and whether what was asked may have been done. */

import type { Asked, Server } from "./connection.ts";

/** Nothing was sent when these happen. */
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** @param cause what `fetch` threw */
export function networkSentence(
  { url, timeoutMs }: Server,
  method: Asked["method"],
  cause: unknown,
): { readonly sentence: string; readonly unsure: boolean } {
  const { code, message, name } = deepest(cause);
  const isPortRefused = message === "bad port";
  const unsure = method !== "GET" && !beforeSending.test(code) && !isPortRefused;
  const say = (what: string, advice: string) => ({ sentence: `${what} ${advice}`, unsure });
  if (name === "TimeoutError")
    return say(
      `${url} did not answer within ${timeoutMs / 1000} s.`,
      "See that the server is well, and try again.",
    );
  if (name === "AbortError")
    return say("Terraform was asked to stop before the server answered.", "Run it again to go on.");
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|DEPTH_ZERO/.test(code) || /certificate/i.test(message))
    return say(
      `The certificate of ${url} is not trusted: ${message}.`,
      "When a private authority signed it, name that authority's PEM file in NODE_EXTRA_CA_CERTS.",
    );
  if (/wrong version number|packet length too long/i.test(message))
    return say(`${url} does not speak https on that port.`, "Write http:// if it is meant to.");
  if (isPortRefused)
    return say(
      `${url} cannot be reached: its port belongs to another protocol, and nothing is sent there.`,
      "See that the provider's url, or COUNTERSIGN_URL, is the server's address; have the server listen on another port.",
    );
  return say(
    `${url} cannot be reached: ${message}.`,
    "See that the server runs, and that the provider's url, or COUNTERSIGN_URL, is its address.",
  );
}

/** The error that began it: `fetch` wraps the network's in one that only says that it failed. */
function deepest(cause: unknown): { readonly code: string; readonly message: string; readonly name: string } {
  if (!(cause instanceof Error)) return { code: "", message: String(cause), name: "" };
  if (cause instanceof AggregateError && cause.errors.length > 0) return deepest(cause.errors[0]);
  if (cause.cause instanceof Error) return deepest(cause.cause);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  return { code, message: cause.message.replace(/\.$/, "") || code, name: cause.name };
}
