/** What there is, by name, for lists to choose from. */

import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { gather } from "./gather.ts";

/** Every provider that may be seen. */
export function useProviderNames() {
  return useQuery({
    queryKey: ["providers", "all"],
    queryFn: () => gather(client.list("/api/v1/providers", { query: { limit: 200 } })),
  });
}

/** The mappings of one provider; null: none was chosen. */
export function useMappingNames(provider: string | null) {
  return useQuery({
    queryKey: ["mappings", "of", provider],
    queryFn: () =>
      gather(client.list("/api/v1/mappings", { query: { provider: provider ?? "", limit: 200 } })),
    enabled: provider !== null,
  });
}
