/**
 * What one process of the provider remembers between Terraform's calls: the descriptions by the names Terraform knows
 * them by, what the configuration of the provider made, and whether Terraform wants it to stop.
 */

import type { Diagnostic } from "../engine/diagnostics.ts";
import type { AnyDataSource, AnyEphemeralResource, AnyProvider, AnyResource, Call } from "../engine/kinds.ts";

export interface Session<C> {
  readonly resources: Catalog<AnyResource<C>>;
  readonly dataSources: Catalog<AnyDataSource<C>>;
  readonly ephemeralResources: Catalog<AnyEphemeralResource<C>>;
  readonly call: Call;
  readonly stop: () => void;
  readonly configure: (configured: Configured<C>) => void;
  /** What Terraform's `configure` made. */
  readonly configured: () =>
    | { readonly ok: true; readonly value: Configured<C> }
    | { readonly ok: false; readonly problems: readonly Diagnostic[] };
}

export interface Configured<C> {
  readonly context: C;
  /** The provider's configuration depends on something that is not there yet; the server cannot be relied upon. */
  readonly provisional: boolean;
}

/** Descriptions by full name: `platform_project`. */
export interface Catalog<D> {
  readonly entries: readonly (readonly [string, D])[];
  /** @throws when there is none of this name; Terraform asks for what the schema listed only */
  readonly find: (typeName: string) => D;
}

export function openSession<C>(provider: AnyProvider<C>): Session<C> {
  const stopping = new AbortController();
  let configured: Configured<C> | null = null;
  return {
    resources: catalogOf(provider.name, provider.resources),
    dataSources: catalogOf(provider.name, provider.dataSources),
    ephemeralResources: catalogOf(provider.name, provider.ephemeralResources),
    call: { signal: stopping.signal },
    stop: () => stopping.abort(),
    configure: (made) => {
      configured = made;
    },
    configured: () =>
      configured === null ? { ok: false, problems: [notConfigured] } : { ok: true, value: configured },
  };
}

function catalogOf<D extends { readonly name: string }>(
  providerName: string,
  descriptions: readonly D[],
): Catalog<D> {
  const entries = descriptions.map(
    (description) => [`${providerName}_${description.name}`, description] as const,
  );
  const byName = new Map<string, D>(entries);
  return {
    entries,
    find: (typeName) => {
      const found = byName.get(typeName);
      if (found === undefined) throw new RangeError(`there is no ${typeName}`);
      return found;
    },
  };
}

const notConfigured: Diagnostic = {
  severity: "error",
  summary: "Provider not configured",
  detail:
    "Something was asked of the provider before it was configured. Look for an earlier error about the provider's block, and resolve that one first.",
};
