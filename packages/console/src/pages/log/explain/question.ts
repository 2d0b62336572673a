/** The question that the form asks: exactly one of a token and claims, and where they are presented. */

export interface Where {
  readonly provider: string;
  readonly project: string;
  readonly mapping: string;
  readonly protocol: string;
}

export type TrialQuestion = Partial<Where> &
  ({ readonly token: string } | { readonly claims: Record<string, unknown> });

/** What is left empty is not said. */
export function given(where: Where): Partial<Where> {
  return Object.fromEntries(
    Object.entries(where)
      .map(([name, text]) => [name, text.trim()] as const)
      .filter(([, text]) => text !== ""),
  );
}
