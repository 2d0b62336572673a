/** The list of places, with the one where one is marked. */

import { Link, useLocation } from "wouter";
import { classes } from "../ui/classes.ts";
import { isAt, navigation } from "./navigation-entries.ts";

export function Navigation() {
  const [location] = useLocation();
  return (
    <nav aria-label="Main" className="space-y-5">
      {navigation.map(({ heading, entries }) => (
        <div key={heading ?? ""}>
          {heading !== null && (
            <h2 className="mb-1 px-3 text-xs font-semibold tracking-wide text-ink-muted">{heading}</h2>
          )}
          <ul className="space-y-0.5">
            {entries.map((entry) => {
              const here = isAt(entry, location);
              return (
                <li key={entry.path}>
                  <Link
                    href={entry.path}
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
    </nav>
  );
}
