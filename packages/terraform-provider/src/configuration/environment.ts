/** What the provider reads of the environment, each variable by name in one place. */

export type Environment = Readonly<Record<string, string | undefined>>;

export const variables = {
  /** The first one that is set counts. Those of JFrog's tools come last. */
  url: ["COUNTERSIGN_URL", "JFROG_URL"],
  token: ["COUNTERSIGN_TOKEN", "JFROG_ACCESS_TOKEN"],
  idToken: ["COUNTERSIGN_ID_TOKEN", "TFC_WORKLOAD_IDENTITY_TOKEN"],
} as const;

/** HCP Terraform's variable of an ID token with a tag. */
export function taggedTokenVariable(tag: string): string {
  return `TFC_WORKLOAD_IDENTITY_TOKEN_${tag}`;
}

export interface Found {
  readonly value: string;
  /** Where it was found, as a sentence names it. */
  readonly from: string;
}

/** The first of these variables that holds anything. */
export function firstSet(environment: Environment, names: readonly string[]): Found | null {
  for (const name of names) {
    const value = environment[name]?.trim() ?? "";
    if (value !== "") return { value, from: name };
  }
  return null;
}
