/** The places one can go to, with the one where one is marked. */

import { Link, useLocation } from "wouter";
import { classes } from "../ui/classes.ts";
import { isAt, navigation } from "./navigation-entries.ts";

interface NavigationListProps {
  /** When somebody has chosen a place. */
  readonly onGo?: () => void;
}

export function NavigationList({ onGo }: NavigationListProps) {
  const [location] = useLocation();
  return (
    <div className="space-y-5">
      {navigation.map(({ heading, entries }) => (
        <div key={heading ?? ""}>
          {heading !== null && <p className="mb-1.5 px-3 text-xs font-semibold text-ink-muted">{heading}</p>}
          <ul aria-label={heading ?? undefined} className="space-y-0.5">
            {entries.map((entry) => {
              const here = isAt(entry, location);
              return (
                <li key={entry.path}>
                  <Link
                    href={entry.path}
                    onClick={onGo}
                    aria-current={here ? "page" : undefined}
                    className={classes(
                      "flex items-center gap-2.5 rounded-md px-3 py-1.5",
                      here ? "bg-accent-soft font-semibold text-accent-strong" : "hover:bg-sunken",
                    )}
                  >
                    <entry.icon aria-hidden className="size-4.5 shrink-0" />
                    {entry.label}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </div>
  );
}
