/** The settings as operators may read them: every one by its name, with the value in effect, and never a secret. */

import type { Config, SettingFlags } from "./config.ts";
import type { ShownSetting } from "./faces/services/keeping.ts";
import { type Setting, type SettingName, settings } from "./settings.ts";

/** Settings whose default is computed. */
type Computed = Pick<Config, "publicUrls" | "databaseUrl" | "masterKeyFile">;

/** @param inEffect what was read from the same environment and flags */
export function shownSettings(
  environment: Readonly<Record<string, string | undefined>>,
  flags: SettingFlags,
  inEffect: Computed,
): readonly ShownSetting[] {
  const computed: Partial<Record<SettingName, string>> = {
    publicUrl: inEffect.publicUrls.join(","),
    databaseUrl: inEffect.databaseUrl,
    masterKeyFile: inEffect.masterKeyFile,
  };
  return settingNames.map((name) => {
    const setting: Setting<unknown> = settings[name];
    const { variable, meaning, fallback, shown = asGiven } = setting;
    const text = flags[name] ?? (environment[variable] || null);
    const given = text !== null && text !== "";
    const value = given ? text : computed[name] || fallback;
    return {
      name: variable,
      value: value === "" ? null : shown(value),
      given,
      secret: setting.isSecret?.("") === true,
      meaning,
    };
  });
}

export const settingNames: readonly SettingName[] = Object.keys(settings).filter(
  (name): name is SettingName => Object.hasOwn(settings, name),
);

function asGiven(text: string): string {
  return text;
}
