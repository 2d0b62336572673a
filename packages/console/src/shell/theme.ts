/**
 * Light or dark: what the person chose, else what the system says, also when the system changes its mind. Kept in this
 * browser, and written on the root element, where the style sheet reads it.
 */

import { createStore, useStore } from "../state/store.ts";

export type ThemeChoice = "system" | "light" | "dark";

const storedUnder = "countersign.theme";
const darkSystem = matchMedia("(prefers-color-scheme: dark)");
const choice = createStore<ThemeChoice>(readChoice());

/** Draws the page in its theme, from now on. */
export function startTheme(): void {
  apply();
  darkSystem.addEventListener("change", apply);
  choice.subscribe(apply);
}

export function useThemeChoice(): ThemeChoice {
  return useStore(choice);
}

export function chooseTheme(next: ThemeChoice): void {
  choice.set(next);
  try {
    localStorage.setItem(storedUnder, next);
  } catch {
    // A browser that keeps nothing; the choice holds until the page is left.
  }
}

function apply(): void {
  const dark = choice.get() === "dark" || (choice.get() === "system" && darkSystem.matches);
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
