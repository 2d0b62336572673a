/** Where in this face's documents stands what a finding is about. */

const members: Readonly<Record<"configuration" | "mapping", readonly (readonly [RegExp, string])[]>> = {
  configuration: [
    [/^audience$/, "audience"],
    [/^issuerUrl$/, "issuer_url"],
    [/^tokenIssuer$/, "token_issuer"],
    [/^pins\b/, "organization"],
    [/^project$/, "project_key"],
  ],
  mapping: [
    [/^claims\b/, "claims"],
    [/^priority$/, "priority"],
    [/^project$/, "project_key"],
    [/^audience$/, "token_spec.audience"],
    [/^lifetimeSeconds$/, "token_spec.expires_in"],
    [/^grant\.user\b/, "token_spec.username"],
    [/^grant\b/, "token_spec.scope"],
  ],
};

/**
 * @param field the core's name of what the finding is about
 * @returns null for what these documents do not say, such as how often a token may be used
 */
export function findingMember(field: string, thing: "configuration" | "mapping"): string | null {
  return members[thing].find(([form]) => form.test(field))?.[1] ?? null;
}
