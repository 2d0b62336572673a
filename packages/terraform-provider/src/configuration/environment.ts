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

const names: readonly string[] = Object.values(variables).flat();

/** Whose variable it is; null: an attribute, a file, or a variable of neither, which go with everything. */
export function familyOf(from: string): Family | null {
  const [family] = from.split("_");
  return names.includes(from) && (family === "COUNTERSIGN" || family === "JFROG") ? family : null;
}
type Family = "COUNTERSIGN" | "JFROG";

/** The first of these variables that holds anything. */
export function firstSet(environment: Environment, names: readonly string[]): Found | null {
  for (const name of names) {
    const value = environment[name]?.trim() ?? "";
    if (value !== "") return { value, from: name };
  }
  return null;
}
