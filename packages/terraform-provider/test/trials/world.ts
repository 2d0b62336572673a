/**
 * The real `terraform`, our provider as it is shipped, a server, and between them one that can be made to misbehave.
 * Nothing leaves the machine: Terraform finds providers in a folder, and a proxy at which nobody listens.
 */

import { writeFile } from "node:fs/promises";
import { bundleTerraformProvider } from "../../../../scripts/terraform-provider-bundle.ts";
import { startApp, type TestApp } from "../../../server/test/app.ts";
import {
  findTerraform,
  type Install,
  startTerraformMachine,
  type TerraformMachine,
  type Workspace,
} from "../../../server/test/clients/terraform.ts";
import { type FaultyServer, startFaultyServer } from "./faulty-server.ts";

/** The program `terraform`; null: it is not on this machine, and what needs it is skipped. */
export const terraform = findTerraform();

/** Our provider, as it is shipped. */
export const ours: Install = async (program) =>
  writeFile(program, await bundleTerraformProvider(), { mode: 0o755 });

export interface TerraformWorld {
  readonly app: TestApp;
  /** In front of the application; what the workspaces speak to. */
  readonly server: FaultyServer;
  readonly machine: TerraformMachine;
  /** A workspace that has our provider, and the server with its administrator's token in the environment. */
  workspace(configuration: string, environment?: Readonly<Record<string, string>>): Promise<Workspace>;
  /** What the server has at a path. @throws with the answer when it has nothing there */
  has(path: string): Promise<Document>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read the documents they expect
export type Document = any;

/** @param others providers beside ours, by address */
export async function startTerraformWorld(
  others: Readonly<Record<`${string}/${string}`, Install>> = {},
  app?: TestApp,
): Promise<TerraformWorld> {
  const [running, machine] = await Promise.all([
    app ?? startApp(),
    startTerraformMachine(terraform, { "countersign/platform": ours, ...others }),
  ]);
  const server = await startFaultyServer(running.url);
  return {
    app: running,
    server,
    machine,
    async workspace(configuration, environment = {}) {
      const workspace = await machine.workspace(withProvider(configuration), {
        COUNTERSIGN_URL: server.url,
        COUNTERSIGN_TOKEN: running.adminToken,
        ...environment,
      });
      return { ...workspace, write: (text) => workspace.write(withProvider(text)) };
    },
    async has(path) {
      const answer = await running.asAdmin("GET", path);
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    async close() {
      await machine.close();
      await server.close();
      await running.close();
    },
  };
}

/** The configuration with our provider required. */
export function withProvider(configuration: string, source = "countersign/platform"): string {
  return `terraform {
  required_providers {
    platform = {
      source = "${source}"
    }
  }
}
${configuration}`;
}
