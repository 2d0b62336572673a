/** Settings as flags: `--data-dir` is COUNTERSIGN_DATA_DIR. One table names, explains and reads both. */

import { type Command, Option } from "commander";
import type { SettingFlags } from "../config.ts";
import { flagOf, type Setting, type SettingName, settings } from "../settings.ts";
import { settingNames } from "../shown-settings.ts";

/** A setting that is a secret whatever its value has no flag. */
function hasFlag(name: SettingName): boolean {
  const setting: Setting<unknown> = settings[name];
  return setting.isSecret?.("") !== true;
}

export function addSettingOptions(command: Command, names: readonly SettingName[]): void {
  for (const name of names.filter(hasFlag)) {
    const { variable, meaning, fallback, fallbackShown }: Setting<unknown> = settings[name];
    const shown = fallbackShown ?? fallback;
    const otherwise = shown === "" ? variable : `${variable}, default ${shown}`;
    command.addOption(new Option(`${flagOf(name)} <value>`, `${meaning} (${otherwise})`));
  }
}

/** @param options as commander names them, after their flags */
export function settingFlags(options: Readonly<Record<string, string>>): SettingFlags {
  const optionName = (name: SettingName) => new Option(flagOf(name)).attributeName();
  return Object.fromEntries(
    settingNames.flatMap((name) => {
      const value = options[optionName(name)];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
