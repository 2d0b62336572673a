/** Who manages a project reads the log of one of its providers at a time: which one is chosen here. */

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useLocation } from "wouter";
import { client } from "../../../api/client.ts";
import { useSeesAll } from "../../../api/rights.ts";
import { Problem } from "../../../shell/problem.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { OutsideText } from "../../../ui/outside-text.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { listAddress } from "../addresses.ts";
import type { LogFilters } from "../model/filters.ts";

export function useMustChooseProvider({ provider }: LogFilters): boolean {
  return !useSeesAll() && provider === null;
}

const ownProviders = {
  queryKey: ["own-providers"],
  queryFn: async () => {
    const { items } = await client.request("GET", "/api/v1/providers", { query: { limit: 200 } });
    // Global ones are visible to everybody, and their log is the administrators'.
    return items.filter(({ project }) => project !== null);
  },
};

export function ProviderChoice({ filters }: { readonly filters: LogFilters }) {
  const { data: providers, error } = useQuery(ownProviders);
  const [, navigate] = useLocation();
  const [only, another] = providers ?? [];
  useEffect(() => {
    if (only === undefined || another !== undefined) return;
    navigate(listAddress({ ...filters, provider: only.name }), { replace: true });
  }, [only, another, filters, navigate]);
  if (error !== null) return <Problem error={error} title="Your providers could not be read" />;
  if (providers === undefined) return <Skeleton />;
  if (providers.length === 0) {
    return (
      <EmptyState title="Your project has no provider of its own">
        You see what was exchanged through your project's providers. The log of global providers is the
        administrators': ask one of them, with the reference id.
      </EmptyState>
    );
  }
  return (
    <section aria-label="Your providers" className="rounded-lg border border-line bg-surface p-4">
      <p>You see what was exchanged through your project's providers. Choose one.</p>
      <ul className="mt-3 divide-y divide-line">
        {providers.map(({ name, description }) => (
          <li key={name} className="py-2">
            <Link
              href={listAddress({ ...filters, provider: name })}
              className="font-medium text-accent-strong underline underline-offset-2"
            >
              <OutsideText text={name} />
            </Link>
            {description !== "" && (
              <p className="text-sm text-ink-muted">
                <OutsideText text={description} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
