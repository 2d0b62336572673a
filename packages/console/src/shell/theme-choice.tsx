/** Choosing light or dark: the browser's own list over a sign, so that the shell of every page stays light to load. */

import { Monitor, Moon, Sun } from "lucide-react";
import { chooseTheme, type ThemeChoice, useThemeChoice } from "./theme.ts";

const choices = [
  { choice: "system", label: "As the system has it", icon: Monitor },
  { choice: "light", label: "Light", icon: Sun },
  { choice: "dark", label: "Dark", icon: Moon },
] as const satisfies readonly {
  readonly choice: ThemeChoice;
  readonly label: string;
  readonly icon: unknown;
}[];

export function ThemeChoiceList() {
  const chosen = useThemeChoice();
  const Sign = choices.find(({ choice }) => choice === chosen)?.icon ?? Monitor;
  return (
    <span className="relative inline-flex size-7 shrink-0 items-center justify-center rounded-md focus-within:outline-2 focus-within:outline-accent hover:bg-sunken">
      <Sign aria-hidden className="size-4" />
      <select
        aria-label="Theme"
        title="Theme"
        value={chosen}
        onChange={(event) => {
          const next = choices.find(({ choice }) => choice === event.target.value);
          if (next !== undefined) chooseTheme(next.choice);
        }}
        className="absolute inset-0 cursor-pointer opacity-0"
      >
        {choices.map(({ choice, label }) => (
          <option key={choice} value={choice} className="bg-surface text-ink">
            {label}
          </option>
        ))}
      </select>
    </span>
  );
}
