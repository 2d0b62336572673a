/**
 * How rules name claims. Mappings were written for the environment of a web server, where a module prints the claims
 * under a prefix, or for the claims themselves; here a rule may use either name. The environment's names mean what the
 * module prints, bare names the claims with their types, and dots lead into objects. A claim that really is called
 * what is written goes first. Nothing but claims can be named: no header of a request, and no variable of a process.
 *
 * Sources: mod_auth_openidc, OIDCClaimPrefix and OIDCPassClaimsAs; Keystone's guide for it, with the prefix `OIDC-`.
 */

import { folded } from "../../../core/matching/claim-reading.ts";
import type { ClaimAlias, Clause } from "../../../core/terms.ts";
import { wholeTexts } from "../../../presets/whole-texts.ts";

/** Between the values of one variable. */
const separator = ";";

/** Set by the module to whom the request is from: the token's subject. */
const remoteUser = "REMOTE_USER";

/** Prefixes of variables, and of headers, which have no letter case. */
const variablePrefixes = ["OIDC_CLAIM_", "OIDC-"];
const headerPrefixes = ["HTTP_OIDC_CLAIM_", "HTTP_OIDC_"];

/** Where the claim stands that a rule calls by this name. */
export function claimNamed(name: string): Omit<Clause, "test"> {
  const aliases = aliasesOf(name);
  return {
    path: [name],
    ...(aliases.length > 0 && { aliases }),
    ...(!isWhole([name], false) &&
      !aliases.some((alias) => isWhole(alias.path, alias.folded)) && { separator }),
  };
}

const foldedWholeTexts: ReadonlySet<string> = new Set([...wholeTexts].map(folded));

/** Whether what stands there is one text, which is not taken apart: whoever chooses a part of it would choose another value. */
function isWhole([name = "", ...deeper]: readonly string[], asHeader: boolean): boolean {
  return deeper.length === 0 && (asHeader ? foldedWholeTexts.has(folded(name)) : wholeTexts.has(name));
}

function aliasesOf(name: string): readonly ClaimAlias[] {
  if (name === remoteUser) return [{ path: ["sub"], folded: false, printed: true }];
  const header = restsBehind(headerPrefixes, name);
  if (header.length > 0) return header.map((rest) => ({ path: [rest], folded: true, printed: true }));
  const variable = restsBehind(variablePrefixes, name);
  return variable.length > 0
    ? variable.flatMap((rest) => placesOf(rest).map((path) => ({ path, folded: false, printed: true })))
    : placesOf(name)
        .slice(1)
        .map((path) => ({ path, folded: false, printed: false }));
}

/** What follows the prefixes that the name has. */
function restsBehind(prefixes: readonly string[], name: string): readonly string[] {
  return prefixes.flatMap((prefix) =>
    name.startsWith(prefix) && name.length > prefix.length ? [name.slice(prefix.length)] : [],
  );
}

/** Members of an object deeper than this are named by nobody; longer names are just names. */
const deepestPath = 16;

/** The claim of that very name, and where dots lead. */
function placesOf(name: string): readonly (readonly string[])[] {
  const steps = name.split(".");
  const leads = steps.length > 1 && steps.length <= deepestPath && steps.every((step) => step !== "");
  return leads ? [[name], steps] : [[name]];
}
