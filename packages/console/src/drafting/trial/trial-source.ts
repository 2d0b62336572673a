/** What a draft is tried with: a pasted token, a recorded exchange, or claims that were typed or come as an example. */

import type { Trial } from "../../api/judging.ts";
import { tokenIn } from "../../api/pasted-token.ts";
import { readJsonText } from "../json/json-text.ts";
import { asJson, isJsonObject, type JsonObject, printJson } from "../json/json-value.ts";
import type { Example } from "./examples.ts";

export type SourceKind = "example" | "token" | "record";

export interface TrialSource {
  readonly kind: SourceKind;
  /** Claims as JSON text, an example's to begin with. */
  readonly claimsText: string;
  /** Kept while the page is open, and sent to be verified; never stored, never in an address. */
  readonly token: string;
  /** Reference id of the recorded exchange. */
  readonly requestId: string;
}

/** The claims of the first example; null: there is none. */
export function firstOf([example]: readonly Example[]): JsonObject | null {
  return example === undefined ? null : asJson(example.claims);
}

export function trialSource(example: JsonObject | null, requestId?: string): TrialSource {
  return {
    kind: requestId === undefined ? "example" : "record",
    claimsText: example === null ? "" : printJson(example),
    token: "",
    requestId: requestId ?? "",
  };
}

/** The question for the server; null: there is nothing to try, or it cannot be read. */
export function questionOf(source: TrialSource): Trial | null {
  switch (source.kind) {
    case "example": {
      const claims = claimsIn(source);
      return claims === null ? null : { claims };
    }
    case "token": {
      const token = tokenIn(source.token);
      return token === "" ? null : { token };
    }
    case "record":
      return source.requestId === "" ? null : { request_id: source.requestId };
  }
}

/** The claims that are tried, as far as they are known here, to complete what is typed. */
export function claimsIn(source: TrialSource): JsonObject | null {
  if (source.kind === "record") return null;
  const text = source.kind === "token" ? payloadOf(tokenIn(source.token)) : source.claimsText;
  const read = readJsonText(text);
  return read.ok && isJsonObject(read.value) ? read.value : null;
}

/** The payload's text of a compact JWS, to be looked at and not believed; empty where it is none. */
function payloadOf(token: string): string {
  const [, payload = ""] = token.split(".");
  try {
    const bytes = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return "";
  }
}
