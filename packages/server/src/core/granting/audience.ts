/**
 * Audiences as lists of items: `service@instance`, where either side may have wildcards and `*@*` is
 * every service of every instance, or a plain audience that means just itself.
 */

import { ownMember, valuesOf } from "../json.ts";
import { compileGlob } from "../matching/pattern.ts";
import type { Claims } from "../terms.ts";
import { isBlank } from "./scope-names.ts";

/** Every service of every instance. */
export const everyService = "*@*";

/**
 * Reads an audience: items separated by blanks, or several such texts. A lone `@` is an old spelling of
 * `*@*`.
 * @returns the items in order, none twice
 */
export function parseAudience(audience: string | readonly string[]): readonly string[] {
  const texts = typeof audience === "string" ? [audience] : audience;
  const items = texts
    .flatMap((text) => splitAtBlanks(text))
    .map((item) => (item === "@" ? everyService : item));
  return [...new Set(items)];
}

/** The items separated by single blanks. */
export function renderAudience(items: readonly string[]): string {
  return items.join(" ");
}

/**
 * The `aud` of an access token: the only item as text, several as a list. A token that names no audience of
 * its own is for this server, since one without any would be good wherever nobody looks (RFC 9068 §3).
 * @param issuer our own issuer URL
 */
export function audienceClaim(items: readonly string[], issuer: string): string | readonly string[] {
  const [only, ...others] = items;
  if (only === undefined) return issuer;
  return others.length === 0 ? only : items;
}

/** The `aud` of a token's claims as a list (RFC 7519 §4.1.3). */
export function audienceOf(claims: Claims): readonly string[] {
  return valuesOf(ownMember(claims, "aud") ?? null).filter((one) => typeof one === "string");
}

/** Whether the item is of the form `service@instance`; anything else is a plain audience. */
export function isServiceItem(item: string): boolean {
  return serviceItem(item) !== null;
}

/**
 * Whether what the allowed item stands for includes all that the wanted one stands for. A wildcard in
 * the wanted item is included only by a wildcard: nothing narrower has a `*` to offer.
 */
export function covers(allowed: string, wanted: string): boolean {
  if (allowed === wanted) return true;
  const wide = serviceItem(allowed);
  const narrow = serviceItem(wanted);
  return (
    wide !== null &&
    narrow !== null &&
    compileGlob(wide.service).matches(narrow.service) &&
    compileGlob(wide.instance).matches(narrow.instance)
  );
}

function serviceItem(item: string): { readonly service: string; readonly instance: string } | null {
  const [service = "", instance = "", ...more] = item.split("@");
  const sound = [service, instance].every((side) => side !== "" && [...side].every(isServiceCharacter));
  return sound && more.length === 0 ? { service, instance } : null;
}

function isServiceCharacter(character: string): boolean {
  return (
    (character >= "a" && character <= "z") ||
    (character >= "A" && character <= "Z") ||
    (character >= "0" && character <= "9") ||
    "*-_.".includes(character)
  );
}

function splitAtBlanks(text: string): readonly string[] {
  const items: string[] = [];
  let item = "";
  for (const character of text) {
    if (!isBlank(character)) item += character;
    else if (item !== "") {
      items.push(item);
      item = "";
    }
  }
  return item === "" ? items : [...items, item];
}
