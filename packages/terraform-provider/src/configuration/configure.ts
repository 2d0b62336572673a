/**
 * Makes of the provider's block and the environment what everything else works with. A workload's ID token is exchanged
 * here, before anything else is asked, so that a refusal is told once, at the block.
 */

import { fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { orNull, unknown } from "../engine/values.ts";
import type { Connected } from "../server/connected.ts";
import type { Credential, Server } from "../server/connection.ts";
import { type ExchangeOutcome, exchangeIdToken } from "../server/exchange.ts";
import { createPlanning } from "../server/planning.ts";
import { renewedToken } from "../server/renewed-token.ts";
import { version } from "../version.ts";
import { type Address, addressOf } from "./address.ts";
import { type ProviderConfiguration, usualTimeoutSeconds } from "./attributes.ts";
import type { Environment } from "./environment.ts";
import { readIdToken } from "./id-token.ts";
import { type Identity, identityOf, sourceOf } from "./identity.ts";
import { strangerTo } from "./strangers.ts";

export interface ConfigureRequest {
  readonly terraformVersion: string;
  readonly environment: Environment;
}

/** A clock that never jumps, in milliseconds. */
export type Clock = () => number;

export function configureWith(nowMs: Clock) {
  return async (
    given: ProviderConfiguration,
    { terraformVersion, environment }: ConfigureRequest,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<Outcome<Connected>> => {
    const reached = {
      userAgent: `terraform-provider-countersign/${version} Terraform/${terraformVersion}`,
      timeoutMs: (orNull(given.timeout_seconds) ?? usualTimeoutSeconds) * 1000,
    };
    const connected = ({ value: url, from: urlFrom }: Address, token: Server["token"]) => ({
      url,
      urlFrom,
      token,
      ...reached,
      environment,
      planning: createPlanning(),
      acceptedFindings: (orNull(given.accepted_findings) ?? []).filter((code) => typeof code === "string"),
    });
    const identity = identityOf(given, environment);
    if (given.url === unknown)
      return identity.ok
        ? succeed(connected({ value: "", from: "url" }, unknownYet("url")))
        : fail(...identity.problems);
    const address = addressOf(given.url, environment);
    if (!address.ok || !identity.ok)
      return fail(...[address, identity].flatMap((outcome) => (outcome.ok ? [] : outcome.problems)));
    const stranger = strangerTo(address.value.from, sourceOf(identity.value));
    if (stranger !== null) return fail(stranger);
    const token = await tokenOf(identity.value, { url: address.value.value, ...reached }, nowMs, signal);
    if (!token.ok) return fail(...token.problems);
    return succeed(connected(address.value, token.value), [
      ...(address.warnings ?? []),
      ...(identity.warnings ?? []),
    ]);
  };
}

async function tokenOf(
  identity: Identity,
  server: Omit<Server, "token">,
  nowMs: Clock,
  signal: AbortSignal,
): Promise<Outcome<Server["token"]>> {
  switch (identity.kind) {
    case "nobody":
      return succeed(always({ ok: true, token: null, source: { kind: "anonymous" } }));
    case "token":
      return succeed(
        always({
          ok: true,
          token: identity.token,
          source: { kind: "given", from: identity.from },
        }),
      );
    case "later":
      return succeed(unknownYet(identity.attribute));
    case "workload": {
      const exchange = async (until?: AbortSignal): Promise<ExchangeOutcome> => {
        const read = await readIdToken(identity.idToken);
        return read.ok
          ? exchangeIdToken(server, { ...identity, idToken: read.idToken, mappingName: null }, until)
          : read;
      };
      const first = await exchange(signal);
      return first.ok
        ? succeed(renewedToken(first.value, { ...identity, exchange: () => exchange(), nowMs }))
        : fail({
            severity: "error",
            summary: "The ID token was not exchanged",
            detail: withAdvice(first.sentence),
            at: ["oidc_provider_name"],
          });
    }
  }
}

/** A token that is taken once was taken by the plan that `terraform apply` begins with, or by the command before. */
function withAdvice(sentence: string): string {
  return /\balready exchanged\b/.test(sentence)
    ? `${sentence}\n\nEvery Terraform command exchanges the ID token, terraform apply for its plan and again for its changes. Run terraform plan -out=FILE, then terraform apply FILE with a new ID token.`
    : sentence;
}

/** Terraform plans with what it knows; what has to be read from the server waits for an apply. */
function unknownYet(attribute: string): Server["token"] {
  return always({
    ok: false,
    sentence: `The provider's ${attribute} is known only after apply, so the server cannot be asked yet. Apply what it depends on first, with terraform apply -target.`,
  });
}

function always(credential: Credential): Server["token"] {
  return async () => credential;
}
