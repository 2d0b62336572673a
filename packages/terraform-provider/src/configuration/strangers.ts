/**
 * A secret goes to nobody it was not made for: a credential from a variable of one family is not sent to an address from
 * a variable of the other, which lies in the environment for JFrog's tools. What stands in the block goes with everything.
 */

import type { Diagnostic } from "../engine/diagnostics.ts";
import { familyOf, variables } from "./environment.ts";

/**
 * @param addressFrom the attribute or variable that says where the server is
 * @param credentialFrom that which holds the credential or ID token; null: there is none, or it is known later
 */
export function strangerTo(addressFrom: string, credentialFrom: string | null): Diagnostic | null {
  const [address, credential] = [addressFrom, credentialFrom ?? ""].map(familyOf);
  if (address === null || credential === null || address === credential) return null;
  const missing =
    credential === "COUNTERSIGN"
      ? `Set ${variables.url[0]}, or url in the provider's block, to the address of the server that ${credentialFrom} is for.`
      : `Set ${variables.token[0]}, or access_token in the provider's block, to a credential of the server at ${addressFrom}.`;
  return {
    severity: "error",
    summary: "A credential for another server",
    detail: `The credential is in ${credentialFrom}, and the address in ${addressFrom}. These may be of two servers, so nothing was sent. ${missing}`,
  };
}
