/**
 * Providers, identity mappings and presets, as pages ask for and change them. Whatever is written makes everything
 * that was read of the configuration stale: what one document says changes what is found in others.
 */

import type { Mapping, Provider } from "@countersign/client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { queryClient } from "./query-client.ts";
import { mappingDraft, providerDraft, type TypedDocument } from "./typed-documents.ts";

/** More integrations than one page shows; whoever has more finds them by name. */
const mostProviders = 1_000;
const pageSize = 200;

/** All providers that one may see, by name, each with the count of its mappings. */
export function useProviders() {
  return useQuery({ queryKey: ["configuration", "providers"], queryFn: readProviders });
}

async function readProviders() {
  const providers = [];
  const options = { query: { limit: pageSize } };
  for await (const provider of client.list("/api/v1/providers", options)) {
    providers.push(provider);
    if (providers.length === mostProviders) break;
  }
  return providers;
}

export function useProvider(name: string) {
  return useQuery({
    queryKey: ["configuration", "provider", name],
    queryFn: () => client.request("GET", "/api/v1/providers/{name}", { path: { name } }),
    enabled: name !== "",
  });
}

/** The mappings of a provider in the order they are judged, a page at a time. */
export function useMappingsOf(provider: string) {
  return useInfiniteQuery({
    queryKey: ["configuration", "mappings", provider],
    queryFn: ({ pageParam }) =>
      client.request("GET", "/api/v1/mappings", {
        query: { provider, limit: 50, ...(pageParam !== null && { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: provider !== "",
  });
}

/** @param id null: there is none to read */
export function useMapping(id: string | null) {
  return useQuery({
    queryKey: ["configuration", "mapping", id],
    queryFn: () => client.request("GET", "/api/v1/mappings/{id}", { path: { id: id ?? "" } }),
    enabled: id !== null,
  });
}

/** The mapping as it stands this very moment, however lately it was read before. */
export function useStandingMapping(id: string) {
  return useQuery({
    queryKey: ["configuration", "standing mapping", id],
    queryFn: () => client.request("GET", "/api/v1/mappings/{id}", { path: { id } }),
    staleTime: 0,
    gcTime: 0,
  });
}

/** What is known of CI systems; it changes with the server's version only. */
export function usePresets() {
  return useQuery({
    queryKey: ["presets"],
    queryFn: async () => (await client.request("GET", "/api/v1/presets")).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export async function createProvider(document: TypedDocument): Promise<Provider> {
  return afterwards(client.request("POST", "/api/v1/providers", { body: providerDraft(document) }));
}

/** @param revision the change was made from; refused with `stale` when another one stands */
export async function replaceProvider(
  name: string,
  revision: number,
  document: TypedDocument,
): Promise<Provider> {
  const options = { path: { name }, body: providerDraft(document), ifMatch: revision };
  return afterwards(client.request("PUT", "/api/v1/providers/{name}", options));
}

export async function deleteProvider(name: string): Promise<void> {
  await afterwards(client.request("DELETE", "/api/v1/providers/{name}", { path: { name } }));
}

export async function createMapping(document: TypedDocument): Promise<Mapping> {
  return afterwards(client.request("POST", "/api/v1/mappings", { body: mappingDraft(document) }));
}

/** @param revision the change was made from; refused with `stale` when another one stands */
export async function replaceMapping(
  id: string,
  revision: number,
  document: TypedDocument,
): Promise<Mapping> {
  const options = { path: { id }, body: mappingDraft(document), ifMatch: revision };
  return afterwards(client.request("PUT", "/api/v1/mappings/{id}", options));
}

export async function deleteMapping(id: string, revision: number): Promise<void> {
  await afterwards(client.request("DELETE", "/api/v1/mappings/{id}", { path: { id }, ifMatch: revision }));
}

async function afterwards<T>(written: Promise<T>): Promise<T> {
  const answer = await written;
  void queryClient.invalidateQueries({ queryKey: ["configuration"] });
  return answer;
}
