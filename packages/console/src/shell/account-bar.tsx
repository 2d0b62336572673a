/** Who one is, and signing out. */

import { useMutation } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { signOut } from "../api/session.ts";
import type { Session } from "../api/session-state.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "./problem.tsx";

export function AccountBar({ session }: { readonly session: Session }) {
  const leaving = useMutation({ mutationFn: signOut });
  return (
    <header className="flex flex-wrap items-center justify-end gap-3 border-line border-b bg-surface px-4 py-2 lg:px-8">
      <span className="text-sm text-ink-muted">
        {session.principal.name}, {session.principal.role}
      </span>
      <Button
        size="small"
        icon={<LogOut aria-hidden className="size-4" />}
        busy={leaving.isPending}
        onClick={() => leaving.mutate()}
      >
        Sign out
      </Button>
      {leaving.isError && <Problem error={leaving.error} title="You are still signed in" />}
    </header>
  );
}
