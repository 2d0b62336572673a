/**
 * `openstack`, as its users run it: set by `OS_…` variables. A shell of it takes several commands, one a line, and
 * logs in once for all of them; each prints one JSON document.
 */

import { dirname, join } from "node:path";
import { findClient, type Machine, type Ran } from "./client.ts";
import type { Document } from "./conversation.ts";
import { identityProvider, type KeystoneWorld, protocol } from "./keystone-world.ts";

/** A release of OpenStack's clients: the program, and the interpreter beside it. */
export interface Release {
  readonly name: string;
  /** Null when it is not on this machine: then skip. */
  readonly openstack: string | null;
  readonly python: string;
}

function releaseOf(name: string, variable: `COUNTERSIGN_TEST_${string}`): Release {
  const openstack = findClient({ name, variable });
  return { name, openstack, python: join(dirname(openstack ?? ""), "python3") };
}

export const currentRelease = releaseOf("OpenStack's clients", "COUNTERSIGN_TEST_OPENSTACK");
const olderRelease = releaseOf(
  "Debian's older release of OpenStack's clients",
  "COUNTERSIGN_TEST_OPENSTACK_DEBIAN",
);
export const releases: readonly Release[] = [currentRelease, olderRelease];

export type Settings = Readonly<Record<`OS_${string}`, string>>;

/** Logs in through the identity provider of the world, with the ID token given. */
export const loginSettings = (world: KeystoneWorld, idToken: string, more: Settings = {}): Settings => ({
  OS_AUTH_TYPE: "v3oidcaccesstoken",
  OS_AUTH_URL: `${world.app.url}/v3`,
  OS_IDENTITY_API_VERSION: "3",
  OS_IDENTITY_PROVIDER: identityProvider,
  OS_PROTOCOL: protocol,
  OS_ACCESS_TOKEN: idToken,
  ...more,
});

/** Sends this token with every request, as it is. */
export const tokenSettings = (world: KeystoneWorld, token: string): Settings => ({
  OS_AUTH_TYPE: "admin_token",
  OS_ENDPOINT: `${world.app.url}/v3`,
  OS_TOKEN: token,
  OS_IDENTITY_API_VERSION: "3",
});

export interface Openstack {
  /** One command; with `-f json` what it printed is in `json()`. */
  run(settings: Settings, ...command: readonly string[]): Promise<Ran & { json(): Document }>;
  /** A shell with these commands, each printing JSON: what each printed. @throws with what it complained of */
  shell(settings: Settings, commands: readonly string[]): Promise<readonly unknown[]>;
}

export function openstackOn(machine: Machine, { openstack }: Release): Openstack {
  return {
    async run(settings, ...command) {
      const ran = await machine.run([openstack ?? "", ...command], { environment: settings });
      return { ...ran, json: () => JSON.parse(ran.out) as Document };
    },
    async shell(settings, commands) {
      const input = `${commands.join("\n")}\n`;
      const { out, err } = await machine.run([openstack ?? ""], { environment: settings, input });
      if (err !== "") throw new Error(err);
      return documentsIn(out);
    },
  };
}

/** Documents printed one after another, each beginning and ending in a line of its own. */
function documentsIn(printed: string): readonly unknown[] {
  const documents = printed.matchAll(/^(?:\[\]|\{\}|\{$.*?^\}|\[$.*?^\])$/gms);
  return [...documents].map(([document]) => JSON.parse(document) as unknown);
}
