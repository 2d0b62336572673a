/**
 * What the person who is signed in is shown a way to do. The server alone decides; to know it here spares people the
 * way to a refusal.
 */

import type { Session } from "@countersign/client";
import { useSession } from "./session.ts";

type Principal = Session["principal"];

/** Whether one sees everything, or only what is of one's projects. */
export function useSeesAll(): boolean {
  return useSession().data?.principal.role !== "workload";
}

export function useIsOperator(): boolean {
  return useSession().data?.principal.role === "operator";
}

/** Whether one keeps what belongs to this project. @param project null: what belongs to none */
export function useKeeps(project: string | null): boolean {
  const principal = useSession().data?.principal;
  if (principal === undefined) return false;
  return principal.role !== "workload" || (project !== null && keptBy(principal).includes(project));
}

/** The project that what one makes is of, where one may make it of no other; null: one may, or keeps none. */
export function useOwnProject(): string | null {
  const principal = useSession().data?.principal;
  if (principal?.role !== "workload") return null;
  return keptBy(principal)[0] ?? null;
}

function keptBy({ project_roles }: Principal): readonly string[] {
  return project_roles.filter(({ roles }) => roles.includes("Project Admin")).map(({ project }) => project);
}
