/** Choosing light or dark. */

import { Monitor, Moon, Sun } from "lucide-react";
import { IconButton } from "../ui/button.tsx";
import { Menu } from "../ui/menu.tsx";
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

export function ThemeMenu() {
  const chosen = useThemeChoice();
  const Sign = choices.find(({ choice }) => choice === chosen)?.icon ?? Monitor;
  return (
    <Menu
      label="Theme"
      trigger={<IconButton size="small" label="Theme" icon={<Sign aria-hidden className="size-4" />} />}
      items={choices.map(({ choice, label, icon: Icon }) => ({
        label,
        icon: <Icon aria-hidden className="size-4" />,
        selected: choice === chosen,
        onSelect: () => chooseTheme(choice),
      }))}
    />
  );
}
