/**
 * JFrog's provider and ours manage the same objects, also where JFrog's cannot be built: what it sent and what it kept
 * in its state was recorded from a run of it (`recording.ts`).
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Exchange, type Recording, readRecording } from "./recording.ts";
import { changesIn } from "./said.ts";
import { asTheirsReads, forgottenByTheirs, makeSharedProject, sharedObjects } from "./shared-objects.ts";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

describe.skipIf(terraform === null)("JFrog's provider, as it was recorded, and ours", () => {
  let recording: Recording;
  let world: TerraformWorld | null = null;
  beforeEach(async () => {
    await world?.close();
    recording = await readRecording();
    world = await startTerraformWorld();
    await makeSharedProject(world.app);
  });
  afterAll(() => world?.close());

  /** Asks what was asked then, and expects what was answered. */
  async function replay(exchanges: readonly Exchange[]): Promise<void> {
    for (const { method, path, sent, status, answer } of exchanges) {
      const now = await world?.app.asAdmin(method, path, sent);
      expect(now?.status, `${method} ${path}`).toBe(status);
      if (answer !== undefined)
        expect(asTheirsReads((await now?.json()) as Exchange["answer"] & {}), path).toEqual(
          asTheirsReads(answer),
        );
    }
  }

  it("keep the same objects: ours takes over what JFrog's made, with its state, and what it changed", async () => {
    await replay(recording.made);
    const workspace = await world?.workspace(sharedObjects("one"));
    await writeFile(join(workspace?.folder ?? "", "terraform.tfstate"), JSON.stringify(recording.state));
    await workspace?.must(
      "state",
      "replace-provider",
      "-auto-approve",
      "jfrog/platform",
      "countersign/platform",
    );
    const taken = await workspace?.run("apply", "-auto-approve", "-json");
    expect(taken === undefined ? [] : changesIn(taken)).toEqual(forgottenByTheirs);

    await replay(recording.changed);
    await workspace?.write(sharedObjects("two"));
    await workspace?.must("plan", "-detailed-exitcode");
  });

  it("keep the same objects: JFrog's reads from what ours made what it reads from its own", async () => {
    const workspace = await world?.workspace(sharedObjects("one"));
    await workspace?.must("apply", "-auto-approve");
    await replay(recording.read);
  });
});
