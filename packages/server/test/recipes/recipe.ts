/**
 * Follows a recipe as its reader would: every block of the page in order, as written, in a real shell, against a
 * real server and a real OpenID provider whose tokens have the platform's shape. Only names differ: the recipe's own
 * variables STS and ISSUER lead to this machine.
 */

import { chmod, symlink, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presets } from "../../src/presets/catalogue.ts";
import { findClient, findProgram, type Machine, type Ran, startMachine } from "../clients/client.ts";
import {
  type AccessWorld,
  type Document,
  grantType,
  idTokenType,
  startAccessWorld,
} from "../transcripts/access-world.ts";
import { type Block, blocksOf, isShownIn } from "./page.ts";

/** What every recipe calls the reader's server. */
const serverOfTheRecipes = "https://sts.example.com";
const main = resolve(import.meta.dirname, "../../src/main.ts");

/** What a platform does with its jobs, and who else has tokens of it. */
export interface Platform {
  readonly page: string;
  /** The name that the recipe gives its provider. */
  readonly provider: string;
  /** The preset whose example the recipe's token is. */
  readonly preset: string;
  /** Runs a job of this text; its output must be the job's. */
  runJob(block: Block, recipe: RunningRecipe): Promise<Ran>;
  /** Changes that make the token somebody else's, or of another run: by what they are. */
  readonly strangers: Readonly<Record<string, Document>>;
  /** Programs its page needs beside those that every page does. */
  readonly programs?: readonly string[];
  /** Presents a token where the page lets it in; absent: at `/oauth2/token`. @returns whether it was let in */
  readonly enter?: (world: AccessWorld, token: string) => Promise<boolean>;
  /** Runs what only some machines can. @returns null where this one cannot, after a line that says so */
  readonly applyTerraform?: (block: Block, recipe: RunningRecipe) => Promise<Ran | null>;
}

export interface RunningRecipe {
  readonly world: AccessWorld;
  readonly machine: Machine;
  /** A token for the job, as the platform would issue it now. @param audience the job asked for; absent: the right one */
  idToken(audience?: string, changes?: Document): string;
  /** The real server's address in place of the recipe's. */
  here(text: string): string;
  /**
   * Runs a job's script in bash, with nothing but these variables of its own; an address of the recipe's server in
   * them becomes that of the real one.
   */
  job(script: string, environment: Readonly<Record<string, string>>): Promise<Ran>;
}

const needed = ["bash", "curl", "jq"];

const findJf = () =>
  findClient({ name: "JFrog's command line", variable: "COUNTERSIGN_TEST_JF", program: "jf" });

/** Tests that a recipe works as it is written. */
export function followsRecipe(platform: Platform): void {
  const blocks = blocksOf(platform.page);
  const programs = [...needed, ...(platform.programs ?? [])];
  const missing = programs.filter((program) => findProgram(program) === null);
  const jf = blocks.some(({ mark }) => mark === "yaml jf") ? findJf() : null;
  if (missing.length > 0)
    console.log(`skipped: ${platform.page} is not followed, for want of ${missing.join(", ")}`);
  describe.skipIf(missing.length > 0)(`the recipe ${platform.page}`, () => {
    let recipe: RunningRecipe;
    let bash: (text: string, environment?: Readonly<Record<string, string>>) => Promise<Ran>;
    let settings = "";
    let claims: Document = {};
    let last = "";
    beforeAll(async () => {
      const world = await startAccessWorld();
      const machine = await startMachine((home) => ({
        PATH: [join(home, "bin"), process.env["PATH"] ?? ""].join(delimiter),
        COUNTERSIGN_TOKEN: world.app.adminToken,
        STS: world.app.url,
        ISSUER: world.issuer.url,
      }));
      await installCommands(machine, jf);
      recipe = {
        world,
        machine,
        idToken(audience, changes = {}) {
          const { iss: _iss, iat, exp, nbf: _nbf, aud, ...shape } = claims;
          const now = world.app.now();
          const fresh = "jti" in shape ? { jti: crypto.randomUUID() } : { uti: crypto.randomUUID() };
          return world.issuer.sign({
            ...shape,
            ...fresh,
            aud: audience ?? (Array.isArray(aud) ? aud.map(here) : here(String(aud))),
            exp: now + Number(exp) - Number(iat),
            ...changes,
          });
        },
        here,
        job(script, environment) {
          const given = Object.entries(environment).map(([name, value]) => [name, here(value)] as const);
          const ours = { STS: "", ISSUER: "", COUNTERSIGN_TOKEN: "" };
          return bash(script, { ...ours, ...Object.fromEntries(given) });
        },
      };
      bash = (text, environment = {}) =>
        machine.run(["bash", "-euo", "pipefail", "-c", text], { environment });
      function here(text: string): string {
        return text.replaceAll(serverOfTheRecipes, world.app.url);
      }
    });
    afterAll(async () => {
      await recipe?.machine.close();
      await recipe?.world.close();
    });

    const said = ({ out, err }: Ran) => `${out}${err}`;
    const ended = (ran: Ran, code: number) => {
      expect(ran.code, said(ran)).toBe(code);
      last = said(ran);
    };

    it.each(blocks)("line $line, $mark", async (block) => {
      const { mark, text } = block;
      switch (mark) {
        case "json token":
          claims = Object(JSON.parse(text));
          expect(claims).toEqual(exampleOf(platform.preset));
          return;
        case "sh settings":
          settings = text;
          return;
        case "sh run":
          return ended(await bash(`${settings}\n${text}`), 0);
        case "sh refused":
          return ended(await bash(`${settings}\n${text}`), 3);
        case "text output":
          expect(isShownIn(last, text), last).toBe(true);
          return;
        case "yaml jf":
          if (jf === null) return;
          return ended(await platform.runJob(block, recipe), 0);
        case "sh job":
        case "yaml job":
          return ended(await platform.runJob(block, recipe), 0);
        case "hcl terraform": {
          const applied = await platform.applyTerraform?.(block, recipe);
          if (applied !== null && applied !== undefined) ended(applied, 0);
          return;
        }
      }
    });

    it("grants the workload's own token what the mapping says", async () => {
      expect(await enter(recipe.idToken())).toBe(true);
    });

    it.each(Object.entries(platform.strangers))("grants nothing to %s", async (_, changes) => {
      expect(await enter(recipe.idToken(undefined, changes))).toBe(false);
    });

    function enter(token: string): Promise<boolean> {
      return (platform.enter ?? exchange)(recipe.world, token);
    }

    /** @throws when it is refused for another reason than the token */
    async function exchange({ app }: AccessWorld, token: string): Promise<boolean> {
      const body = new URLSearchParams({
        grant_type: grantType,
        subject_token_type: idTokenType,
        subject_token: token,
        provider_name: platform.provider,
      });
      const { status } = await app.send("/oauth2/token", { method: "POST", body });
      expect([200, 400]).toContain(status);
      return status === 200;
    }
  });
}

/** The commands by the names that readers type. */
async function installCommands({ home, run }: Machine, jf: string | null): Promise<void> {
  await run(["mkdir", join(home, "bin")]);
  const command = join(home, "bin", "countersign");
  await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  await chmod(command, 0o755);
  if (jf !== null) await symlink(jf, join(home, "bin", "jf"));
}

function exampleOf(preset: string): Document {
  return presets.find(({ id }) => id === preset)?.examples[0]?.claims ?? {};
}
