/** What the server is and runs by, and administrators' own secrets: for operators. */

import type { MadeServiceToken } from "@countersign/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";

const serviceTokensKey = ["service-tokens"];

export function useSettings() {
  return useQuery({
    queryKey: ["settings"],
    queryFn: () => client.request("GET", "/api/v1/settings"),
    staleTime: 60_000,
  });
}

/** The oldest first, the first secret among them. */
export function useServiceTokens() {
  return useQuery({
    queryKey: serviceTokensKey,
    queryFn: async () => (await client.request("GET", "/api/v1/service-tokens")).items,
  });
}

export interface ServiceTokenWish {
  readonly name: string;
  readonly role: MadeServiceToken["role"];
  readonly audience: readonly string[];
  readonly days: number;
}

const secondsPerDay = 86_400;

/** The list is not asked for anew by itself: who did this with the first secret is signed out by it. */
export function useCreateServiceToken() {
  return useMutation({
    mutationFn: ({ name, role, audience, days }: ServiceTokenWish) =>
      client.request("POST", "/api/v1/service-tokens", {
        body: {
          name,
          role,
          audience: role === "introspect" && audience.length > 0 ? [...audience] : null,
          lifetime_seconds: days * secondsPerDay,
        },
      }),
    // The secret is not remembered longer than the dialog shows it.
    gcTime: 0,
  });
}

/** Has the list asked for anew. */
export function useServiceTokensChanged() {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: serviceTokensKey });
}

export function useRevokeServiceToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.request("DELETE", "/api/v1/service-tokens/{id}", { path: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: serviceTokensKey }),
  });
}
