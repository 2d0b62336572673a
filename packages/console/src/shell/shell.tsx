/**
 * Everything around a page: who is signed in decides whether the page or the way in is shown. When a session ends, the
 * page stays as it is, out of sight, so that nothing that was being written is lost.
 */

import type { Session } from "@countersign/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { Activity, useState } from "react";
import { Router } from "wouter";
import { queryClient } from "../api/query-client.ts";
import { useSession } from "../api/session.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { Toaster } from "../ui/toaster.tsx";
import { Layout } from "./layout.tsx";
import type { PageEntry } from "./page-entry.ts";
import { Problem } from "./problem.tsx";
import { SignInPage } from "./sign-in-page.tsx";
import { useLeaving } from "./use-leaving.ts";

interface ShellProps {
  readonly pages: readonly PageEntry[];
}

export function Shell({ pages }: ShellProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <Router base="/console">
        <Gate pages={pages} />
        <Toaster />
      </Router>
    </QueryClientProvider>
  );
}

function Gate({ pages }: ShellProps) {
  const { data: session, error, refetch } = useSession();
  const last = useLast(session);
  useLeaving(session !== undefined && session !== null);
  if (session === undefined) {
    return (
      <main className="mx-auto max-w-xl p-6">
        {error === null ? <Skeleton /> : <Problem error={error} onRetry={() => void refetch()} />}
      </main>
    );
  }
  return (
    <>
      {last !== null && (
        <Activity mode={session === null ? "hidden" : "visible"}>
          <Layout pages={pages} session={session ?? last} />
        </Activity>
      )}
      {session === null && <SignInPage ended={last} />}
    </>
  );
}

/** The session there is, or the one that has ended; null before the first and after a sign-out. */
function useLast(session: Session | null | undefined): Session | null {
  const [last, setLast] = useState<Session | null>(null);
  if (session && session !== last) setLast(session);
  return last;
}
