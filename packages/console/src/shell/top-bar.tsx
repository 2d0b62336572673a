/** The line above a page: the way to other places where there is no room for them beside it, the theme, who one is. */

import type { Session } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { LogOut, Menu as MenuSign } from "lucide-react";
import { useState } from "react";
import { signOut } from "../api/session.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Brand } from "./brand.tsx";
import { NavigationList } from "./navigation.tsx";
import { Problem } from "./problem.tsx";
import { ThemeChoiceList } from "./theme-choice.tsx";

export function TopBar({ session }: { readonly session: Session }) {
  const leaving = useMutation({ mutationFn: signOut });
  return (
    <header className="border-line border-b bg-surface px-4 py-1.5 lg:px-8">
      <div className="flex items-center gap-2">
        <nav aria-label="Main" className="flex min-w-0 items-center gap-2 lg:hidden">
          <NavigationMenu />
          <Brand />
        </nav>
        <div className="ml-auto flex min-w-0 items-center gap-2">
          <ThemeChoiceList />
          <Account session={session} />
          <Button
            size="small"
            icon={<LogOut aria-hidden className="size-4" />}
            busy={leaving.isPending}
            onClick={() => leaving.mutate()}
          >
            <span className="max-sm:sr-only">Sign out</span>
          </Button>
        </div>
      </div>
      {leaving.isError && (
        <div className="py-2">
          <Problem error={leaving.error} title="You are still signed in" />
        </div>
      )}
    </header>
  );
}

function NavigationMenu() {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <IconButton
        label="Menu"
        aria-haspopup="dialog"
        icon={<MenuSign aria-hidden className="size-5" />}
        onClick={() => setOpen(true)}
      />
      <Dialog open={open} title="Go to" size="small" onClose={close}>
        <div className="pb-3">
          <NavigationList onGo={close} />
        </div>
      </Dialog>
    </>
  );
}

const roleWords: Readonly<Record<Session["principal"]["role"], string>> = {
  operator: "operator",
  admin: "administrator",
  workload: "project administrator",
};

function Account({ session: { principal, method } }: { readonly session: Session }) {
  const how = method === "token" ? "with a token" : "by single sign-on";
  return (
    <p
      title={`${principal.name}, ${roleWords[principal.role]}, signed in ${how}`}
      className="min-w-0 truncate text-sm text-ink-muted max-md:hidden"
    >
      <span className="sr-only">Signed in as </span>
      <span className="font-medium text-ink">{principal.name}</span> · {roleWords[principal.role]}
    </p>
  );
}
