/**
 * The one parameter of introspection and revocation that is read. `token_type_hint` is a hint: our tokens tell
 * by their form what they are, so it is accepted and not looked at (RFC 7662 §2.1, RFC 7009 §2.1).
 */

import type { JsonObject } from "../../core/terms.ts";
import { HttpFailure } from "../http-failure.ts";

/** @throws HttpFailure 400 `invalid_request` when `token` is absent, empty or no text */
export function requireToken(parameters: JsonObject): string {
  const token = Object.hasOwn(parameters, "token") ? parameters["token"] : undefined;
  // A token that was sent from a file ends with the file's line break.
  const text = typeof token === "string" ? token.trim() : "";
  if (text !== "") return text;
  throw new HttpFailure(400, "invalid_request", "Send the token as the parameter token, once, in the body.");
}
