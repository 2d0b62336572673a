/** The question that the form asks: exactly one of a token and claims, and where they are presented. */

export interface Where {
  readonly provider: string;
  readonly project: string;
  readonly mapping: string;
  readonly protocol: string;
}

export type TrialQuestion = Partial<Where> &
  ({ readonly token: string } | { readonly claims: Record<string, unknown> });

/** Takes a token as people paste it: with blanks or a line break around it, in quotation marks, or behind `Bearer`. */
export function tokenIn(pasted: string): string {
  return pasted
    .trim()
    .replace(/^bearer\s+/i, "")
    .replace(/^(["'])(.*)\1$/s, "$2")
    .trim();
}

/** What is left empty is not said. */
export function given(where: Where): Partial<Where> {
  return Object.fromEntries(
    Object.entries(where)
      .map(([name, text]) => [name, text.trim()] as const)
      .filter(([, text]) => text !== ""),
  );
}
