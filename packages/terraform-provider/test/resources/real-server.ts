/** A real server, and the provider configured for it behind what stands in for Terraform. */

import { startApp, type TestApp } from "../../../server/test/app.ts";
import type { Values } from "../../src/engine/values.ts";
import { countersign } from "../../src/provider.ts";
import { type Shown, type StateShown, type Terraform, terraformWith } from "../terraform.ts";

export interface RealServer extends TestApp {
  readonly terraform: Terraform;
  /** What stands on the server; undefined when there is nothing. */
  document(path: string): Promise<unknown>;
}

/** Findings that plans of these tests are full of. */
export const advice = [
  "no_audience",
  "unknown_project",
  "unknown_role",
  "never_wins",
  "shadows_another",
  "empty_claims",
  "organization_open",
];

/** @param environment settings beside the defaults */
export async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<RealServer> {
  const app = await startApp(environment);
  const terraform = terraformWith(countersign());
  const complaints = await terraform.configure({
    url: app.url,
    access_token: app.adminToken,
    // Tests of other things have plain objects.
    accepted_findings: advice,
  });
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
  return {
    ...app,
    terraform,
    document: async (path) => {
      const answer = await app.asAdmin("GET", path);
      return answer.status === 404 ? undefined : answer.json();
    },
  };
}

/** The state of something that must have succeeded without a word. */
export function silent({ state, diagnostics }: StateShown): Values {
  if (diagnostics.length > 0 || state === null)
    throw new Error(diagnostics.join("\n") || "there is no state");
  return state;
}

/** The one thing a person is told. */
export function told(diagnostics: Shown): string {
  const [only, ...others] = diagnostics;
  if (only === undefined || others.length > 0) throw new Error(`not one but: ${diagnostics.join("\n")}`);
  return only;
}

/**
 * Creates what is given, and sees that neither a refresh nor an import finds anything to change in it.
 * @returns the state
 */
export async function settle(
  { terraform }: RealServer,
  type: string,
  given: Values,
  importId: string,
): Promise<Values> {
  const { state, diagnostics } = await terraform.apply(type, null, given);
  if (state === null) throw new Error(diagnostics.join("\n") || "there is no state");
  const refreshed = silent(await terraform.refresh(type, state));
  const imported = silent(await terraform.import(type, importId));
  for (const known of [refreshed, imported]) {
    const { action, planned } = await terraform.plan(type, known, given);
    if (action !== "nothing")
      throw new Error(`${action}: ${JSON.stringify(known)} to ${JSON.stringify(planned)}`);
  }
  return refreshed;
}
