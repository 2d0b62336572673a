/** Where the server is: the attribute `url`, or a variable of the environment. Nobody is asked here. */

import { type Diagnostic, fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { type Environment, type Found, firstSet, variables } from "./environment.ts";

/** `value` is the base URL, without a trailing slash. */
export type Address = Found;

/** @returns where the server is; failed with what to write instead, on the attribute if it stands there */
export function addressOf(url: string | null, environment: Environment): Outcome<Address> {
  const found = url === null ? firstSet(environment, variables.url) : { value: url.trim(), from: "url" };
  if (found === null) {
    return fail({
      severity: "error",
      summary: "No server named",
      detail: `Say where the server is: set url in the provider's block, or ${variables.url[0]} in the environment, to its base URL, such as https://sts.example.com.`,
      at: ["url"],
    });
  }
  const parsed = URL.canParse(found.value) ? new URL(found.value) : null;
  const fault = parsed === null ? notAnUrl(found) : faultOf(parsed, found);
  if (fault !== null || parsed === null) return fail(about(found, "error", "Wrong url", fault ?? ""));
  return succeed({ value: parsed.origin, from: found.from }, isOpen(parsed) ? [unencrypted(found)] : []);
}

function faultOf(url: URL, found: Found): string | null {
  if (!/^https?:$/.test(url.protocol)) return notAnUrl(found);
  if (url.username !== "" || url.password !== "")
    return `${found.from} holds a user name or password, which would end up in logs. Give the base URL alone, and the credential in access_token.`;
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    return `${found.from} has more than a base URL. Write ${url.origin}.`;
  return null;
}

/** Repeats a bare host alone: before a host, and after it, secrets may stand. */
function notAnUrl({ value, from }: Found): string {
  const host = /^([\w.-]+|\[[\da-f:]+\])(:\d+)?\/?$/i.exec(value)?.[1];
  return host !== undefined
    ? `${from} is ${JSON.stringify(value)}, without http or https. Write ${isThisMachine(host) ? "http" : "https"}://${value.replace(/\/$/, "")}.`
    : `${from} must be an http or https URL such as https://sts.example.com.`;
}

function isOpen({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && !isThisMachine(hostname);
}

function isThisMachine(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host);
}

function unencrypted(found: Found): Diagnostic {
  return about(
    found,
    "warning",
    "Credential travels in the open",
    `${found.from} begins with http, so whoever stands between here and the server reads the credential and every token. Have the server, or a proxy before it, speak https.`,
  );
}

/** On the attribute where the text stands there; a variable is named by the sentence. */
function about(
  { from }: Found,
  severity: Diagnostic["severity"],
  summary: string,
  detail: string,
): Diagnostic {
  return { severity, summary, detail, ...(from === "url" && { at: ["url"] }) };
}
