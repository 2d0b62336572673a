/** The names one can choose among: as many as anybody would look through, the rest is typed into the address. */

import { client } from "../../../api/client.ts";

const mostNames = 200;

export const providerNames = {
  queryKey: ["provider-names"],
  queryFn: async (): Promise<readonly string[]> => {
    const { items } = await client.request("GET", "/api/v1/providers", { query: { limit: mostNames } });
    return items.map(({ name }) => name);
  },
} as const;

export const projectNames = {
  queryKey: ["project-keys"],
  queryFn: async (): Promise<readonly string[]> => {
    const { items } = await client.request("GET", "/api/v1/projects", { query: { limit: mostNames } });
    return items.map(({ key }) => key);
  },
} as const;
