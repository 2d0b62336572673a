/**
 * Light or dark: what the person chose, else what the system says, also when the system changes its mind. Kept in this
 * browser, and written on the root element, where the style sheet reads it.
 */

import { useSyncExternalStore } from "react";

export type ThemeChoice = "system" | "light" | "dark";

const storedUnder = "countersign.theme";
const darkSystem = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let choice: ThemeChoice = readChoice();

/** Draws the page in its theme, from now on. */
export function startTheme(): void {
  apply();
  darkSystem.addEventListener("change", apply);
}

/** The choice, and how to make another. */
export function useTheme(): readonly [ThemeChoice, (choice: ThemeChoice) => void] {
  return [useSyncExternalStore(subscribe, () => choice), choose];
}

function choose(next: ThemeChoice): void {
  choice = next;
  try {
    localStorage.setItem(storedUnder, next);
  } catch {
    // A browser that keeps nothing; the choice holds until the page is left.
  }
  apply();
  for (const listener of listeners) listener();
}

function apply(): void {
  const dark = choice === "dark" || (choice === "system" && darkSystem.matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(storedUnder);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
