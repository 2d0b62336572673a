/**
 * What Terraform says when it is told to say it as JSON: `validate -json` in one document, `plan -json` and
 * `apply -json` a line at a time.
 */

import type { Ran } from "../../../server/test/clients/client.ts";

export interface Said {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  /** The resource: `platform_group.readers`. */
  readonly address: string | null;
  /** The lines of the configuration it is put on, without blanks around; null: on none. */
  readonly at: string | null;
}

/** What errors and warnings a run of `validate`, `plan` or `apply` with `-json` showed, in order. */
export function diagnosticsIn({ out, err }: Ran): readonly Said[] {
  const documents = documentsIn(out, err);
  return documents
    .flatMap((document) =>
      document["type"] === "diagnostic"
        ? [document["diagnostic"]]
        : ((document["diagnostics"] as unknown[] | undefined) ?? []),
    )
    .map((diagnostic) => {
      const { severity, summary, detail, address, snippet } = diagnostic as Readonly<Record<string, unknown>>;
      const { code } = (snippet ?? {}) as { readonly code?: string };
      return {
        severity: severity as Said["severity"],
        summary: String(summary),
        detail: String(detail ?? ""),
        address: (address as string | undefined) ?? null,
        at: code?.trim() ?? null,
      };
    });
}

/** What a `plan -json` is going to do: `update platform_group.readers`, in alphabetical order; drift is not in it. */
export function changesIn({ out, err }: Ran): readonly string[] {
  return documentsIn(out, err)
    .filter(({ type }) => type === "planned_change")
    .map(({ change }) => {
      const { action, resource } = change as { action: string; resource: { addr: string } };
      return `${action} ${resource.addr}`;
    })
    .toSorted();
}

type Document = Readonly<Record<string, unknown>>;

function documentsIn(out: string, err: string): readonly Document[] {
  try {
    if (out.startsWith("{\n")) return [JSON.parse(out) as Document];
    return out
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Document);
  } catch {
    throw new Error(`Terraform did not speak JSON: ${out}${err}`);
  }
}
