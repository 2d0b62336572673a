/** Projects, and what belongs to one. */

import type { Mapping, Project, ProjectDraft, Provider } from "@countersign/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { gather } from "./gather.ts";

const projectsKey = ["projects"];

/** Every project that may be seen. */
export function useProjects() {
  return useQuery({
    queryKey: projectsKey,
    queryFn: () => gather(client.list("/api/v1/projects", { query: { limit: 200 } })),
  });
}

export function useProject(key: string) {
  return useQuery({
    queryKey: [...projectsKey, key],
    queryFn: () => client.request("GET", "/api/v1/projects/{key}", { path: { key } }),
  });
}

export interface Belongings {
  readonly providers: readonly Provider[];
  readonly mappings: readonly Mapping[];
}

/** The providers and identity mappings a project owns. */
export function useBelongings(key: string) {
  return useQuery({
    queryKey: [...projectsKey, key, "belongings"],
    queryFn: async (): Promise<Belongings> => {
      const [providers, mappings] = await Promise.all([
        gather(client.list("/api/v1/providers", { query: { limit: 200 } })),
        gather(client.list("/api/v1/mappings", { query: { project: key, limit: 200 } })),
      ]);
      return { providers: providers.filter(({ project }) => project === key), mappings };
    },
  });
}

/** @param standing the project that is replaced; null: a new one */
export function useSaveProject(standing: Project | null) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ProjectDraft) =>
      standing === null
        ? client.request("POST", "/api/v1/projects", { body })
        : client.request("PUT", "/api/v1/projects/{key}", {
            path: { key: standing.key },
            body,
            ifMatch: standing.revision,
          }),
    onSettled: () => queries.invalidateQueries({ queryKey: projectsKey }),
  });
}

export function useDeleteProject({ key, revision }: Project) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      client.request("DELETE", "/api/v1/projects/{key}", { path: { key }, ifMatch: revision }),
    onSuccess: () => queries.removeQueries({ queryKey: [...projectsKey, key] }),
    onSettled: () => queries.invalidateQueries({ queryKey: projectsKey, exact: true }),
  });
}
