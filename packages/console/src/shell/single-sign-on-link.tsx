/** Leaves the console for the provider of single sign-on, so it is a link of the browser and none of the console's own. */

import type { ReactNode } from "react";

interface SingleSignOnLinkProps {
  readonly href: string;
  readonly children: ReactNode;
}

export function SingleSignOnLink({ href, children }: SingleSignOnLinkProps) {
  return (
    <a
      href={href}
      className="flex h-9 items-center justify-center rounded-md bg-accent px-3.5 font-medium text-on-accent hover:bg-accent-strong"
    >
      {children}
    </a>
  );
}
