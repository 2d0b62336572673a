/** What there is to see at a glance: figures of the last hours and days, and findings about everything. */

import type { PlacedFinding } from "@countersign/client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";

/** Figures of the running hour change with every exchange. */
const renewMilliseconds = 30_000;

/** The last so many hours, in hours or days. */
export interface Span {
  readonly hours: number;
  readonly bucket: "hour" | "day";
}

export function useStats({ hours, bucket }: Span) {
  return useQuery({
    queryKey: ["stats", hours, bucket],
    queryFn: () => client.request("GET", "/api/v1/stats", { query: { hours, bucket } }),
    refetchInterval: renewMilliseconds,
    // The page keeps its shape while another span is read.
    placeholderData: keepPreviousData,
  });
}

export type Severity = PlacedFinding["severity"];

/** The gravest findings, with the counts of all. */
export function useGravestFindings(limit: number) {
  return useQuery({
    queryKey: ["configuration", "findings", "gravest", limit],
    queryFn: () => client.request("GET", "/api/v1/findings", { query: { limit } }),
  });
}

/** All findings, a page at a time. @param severity null: of every one */
export function useFindings(severity: Severity | null) {
  return useInfiniteQuery({
    queryKey: ["configuration", "findings", severity],
    queryFn: ({ pageParam }) =>
      client.request("GET", "/api/v1/findings", {
        query: {
          limit: 50,
          ...(severity !== null && { severity }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}
