/** What the server knows of one exchange, and what its rules say of it: those of the moment, and those of today. */

import { useQuery } from "@tanstack/react-query";
import { client } from "../../../api/client.ts";

export function useExchange(requestId: string) {
  return useQuery({
    queryKey: ["exchange", requestId],
    queryFn: () =>
      client.request("GET", "/api/v1/exchanges/{request_id}", { path: { request_id: requestId } }),
  });
}

/** By the rules of its moment. */
export function useExplanation(requestId: string) {
  return useQuery({
    queryKey: ["explanation", requestId],
    queryFn: () => client.request("POST", "/api/v1/explain", { body: { request_id: requestId } }),
  });
}

/** By the rules there are today: that is what an empty draft is judged beside. */
export function useExplanationToday(requestId: string) {
  return useQuery({
    queryKey: ["explanation-today", requestId],
    queryFn: () => client.request("POST", "/api/v1/explain", { body: { request_id: requestId, drafts: {} } }),
  });
}
