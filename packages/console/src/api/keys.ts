/** The signing keys, and having others sign. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";

const keysKey = ["keys"];

export function useKeys() {
  return useQuery({
    queryKey: keysKey,
    queryFn: async () => (await client.request("GET", "/api/v1/keys")).items,
  });
}

export function useRotateKeys() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (emergency: boolean) =>
      client.request("POST", "/api/v1/keys/rotate", { body: { emergency } }),
    // An emergency also ends every token.
    onSettled: () => queries.invalidateQueries(),
  });
}
