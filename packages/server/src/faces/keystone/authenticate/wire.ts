/**
 * What is sent to have a token made: who, by which method, and for what. Whatever is missing is named in Keystone's
 * own words and in its order, because that is what people look up.
 *
 * Source: openstack/keystone keystone/auth/core.py (AuthInfo), keystone/auth/plugins/{token,core,application_credential}.py;
 * https://docs.openstack.org/api-ref/identity/v3/ "Authentication and token management".
 */

import { isJsonArray, isJsonObject, ownMember } from "../../../core/json.ts";
import type { JsonObject, JsonValue } from "../../../core/terms.ts";
import { expecting, failure } from "../errors.ts";
import { invalidInput, requiredMember } from "../operator/documents.ts";

/** Something by its id, or by its name in a domain. */
export type Named =
  | { readonly id: string }
  | { readonly id: null; readonly name: string; readonly domain: DomainName };

/** A domain by id, or by name. */
export type DomainName = { readonly id: string } | { readonly id: null; readonly name: string };

/** How somebody says who it is. */
export type Identity =
  /** By whatever method holds a token: `token`, or what it came in through. What no other method is called, too. */
  | { readonly kind: "token"; readonly method: string; readonly payload: JsonObject }
  | { readonly kind: "password"; readonly user: Named; readonly password: string }
  | {
      readonly kind: "application_credential";
      readonly id: string | null;
      readonly name: string | null;
      /** With a name. */
      readonly user: Named | null;
      readonly secret: string;
    };

/** What a token is wanted for. */
export type WantedScope =
  /** Nothing was said. */
  | { readonly kind: "absent" }
  | { readonly kind: "unscoped" }
  | { readonly kind: "system" }
  | { readonly kind: "domain"; readonly domain: DomainName }
  | { readonly kind: "project"; readonly project: Named };

export interface AuthenticationDocument {
  readonly identity: Identity;
  readonly scope: WantedScope;
}

/** @throws HttpFailure 400 */
export function readAuthentication(document: JsonObject): AuthenticationDocument {
  const auth = objectIn(document, "auth", "request body");
  if (ownMember(auth, "identity") === undefined) throw requiredMember("identity");
  const identity = objectIn(auth, "identity", "auth");
  if (ownMember(identity, "methods") === undefined) throw requiredMember("methods");
  return { identity: readIdentity(identity), scope: readScope(ownMember(auth, "scope")) };
}

function readIdentity(identity: JsonObject): Identity {
  const methods = readMethods(identity);
  const [method = "", ...more] = methods;
  for (const one of methods) objectIn(identity, one, "identity");
  if (more.length > 0) {
    throw invalidInput(
      "methods",
      "Name one: a token is made by one method here, and of that one for anything.",
    );
  }
  const payload = objectIn(identity, method, "identity");
  switch (method) {
    case "password":
      return readPassword(payload);
    case "application_credential":
      return readApplicationCredential(payload);
    default:
      return { kind: "token", method, payload };
  }
}

/** The token in the payload of a method that holds one. @throws HttpFailure 400 */
export function readTokenId(payload: JsonObject, method: string): string {
  return textIn(payload, "id", method);
}

/** None twice. */
function readMethods(identity: JsonObject): readonly string[] {
  const methods = ownMember(identity, "methods");
  const names = isJsonArray(methods) ? methods.filter((one) => typeof one === "string") : [];
  if (!isJsonArray(methods) || names.length === 0 || names.length !== methods.length) {
    throw invalidInput("methods", "It must be a list of names, and not empty.");
  }
  return [...new Set(names)];
}

function readPassword(payload: JsonObject): Identity {
  const user = objectIn(payload, "user", "password");
  return {
    kind: "password",
    user: readNamed(user, "user"),
    password: textIn(user, "password", "user"),
  };
}

function readApplicationCredential(payload: JsonObject): Identity {
  const [id, name] = ["id", "name"].map((member) =>
    ownMember(payload, member) === undefined ? null : textIn(payload, member, "application_credential"),
  );
  const user = id === null ? readNamed(objectIn(payload, "user", "application_credential"), "user") : null;
  const secret = textIn(payload, "secret", "application_credential");
  return { kind: "application_credential", id: id ?? null, name: name ?? null, user, secret };
}

const kindsOfScope = ["system", "project", "domain", "OS-TRUST:trust", "unscoped"] as const;

function readScope(scope: JsonValue | undefined): WantedScope {
  if (scope === undefined || scope === null) return { kind: "absent" };
  if (scope === "unscoped") return { kind: "unscoped" };
  const named = isJsonObject(scope) ? kindsOfScope.filter((kind) => Object.hasOwn(scope, kind)) : [];
  const [kind, ...more] = named;
  if (!isJsonObject(scope) || kind === undefined || more.length > 0) {
    throw failure(400, {
      message: expecting("system, project, domain, OS-TRUST:trust or unscoped", "scope"),
    });
  }
  switch (kind) {
    case "unscoped":
      return { kind };
    case "system":
      if (ownMember(objectIn(scope, kind, "scope"), "all") !== true) {
        throw failure(400, { message: expecting("all", "system") });
      }
      return { kind };
    case "domain":
      return { kind, domain: readDomain(objectIn(scope, kind, "scope")) };
    case "project":
      return { kind, project: readNamed(objectIn(scope, kind, "scope"), "project") };
    case "OS-TRUST:trust":
      throw failure(400, {
        message: expecting("system, project, domain or unscoped", "scope"),
        advice: noTrusts,
      });
  }
}

const noTrusts = "There are no trusts here. Scope to a project, a domain or the system.";

function readNamed(reference: JsonObject, place: string): Named {
  if (ownMember(reference, "id") !== undefined) return { id: textIn(reference, "id", place) };
  if (ownMember(reference, "name") === undefined)
    throw failure(400, { message: expecting("id or name", place) });
  return {
    id: null,
    name: textIn(reference, "name", place),
    domain: readDomain(objectIn(reference, "domain", place)),
  };
}

function readDomain(reference: JsonObject): DomainName {
  if (ownMember(reference, "id") !== undefined) return { id: textIn(reference, "id", "domain") };
  if (ownMember(reference, "name") === undefined)
    throw failure(400, { message: expecting("id or name", "domain") });
  return { id: null, name: textIn(reference, "name", "domain") };
}

/** @throws HttpFailure 400 in Keystone's words when it is missing */
function objectIn(parent: JsonObject, name: string, place: string): JsonObject {
  const value = ownMember(parent, name);
  if (value === undefined || value === null) throw failure(400, { message: expecting(name, place) });
  if (!isJsonObject(value)) throw invalidInput(name, "It must be an object.");
  return value;
}

function textIn(parent: JsonObject, name: string, place: string): string {
  const value = ownMember(parent, name);
  if (value === undefined || value === null) throw failure(400, { message: expecting(name, place) });
  if (typeof value !== "string") throw invalidInput(name, "It must be a text.");
  return value;
}
