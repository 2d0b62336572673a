/** What is said of drafts, with repairs: by a linter that finds every word of a description, and can leave it out. */

import { describe, expect, it } from "vitest";
import { createMapping } from "../../../src/core/configuring/configuration.ts";
import {
  type Drafted,
  type Judgement,
  type JudgingPorts,
  judgeDrafts,
} from "../../../src/core/configuring/judging.ts";
import type { Repairable } from "../../../src/core/linting/lint.ts";
import type { Repair } from "../../../src/core/linting/repair.ts";
import type { Registry } from "../../../src/core/matching/registry.ts";
import { finish } from "../../../src/core/steps.ts";
import type { Claims, MappingDraft, ProviderDraft } from "../../../src/core/terms.ts";
import { validMapping, validProvider } from "../drafts.ts";
import { administrator as admin } from "../samples.ts";
import { blueAdmin, made, nodeWith, redAdmin, rules } from "./one-node.ts";

type Described = { readonly description: string };

/** One finding for each word; it goes with the word. */
function findWords<Draft extends Described>(
  draft: Draft,
  repairsOf: (word: string) => readonly Repair<Draft>[],
): readonly Repairable<Draft>[] {
  const words = draft.description.split(" ").filter((word) => word !== "");
  return words.map((word) => ({
    code: word,
    severity: "warning",
    field: "description",
    message: "",
    advice: "",
    ...(word !== "plain" && { repairs: () => repairsOf(word) }),
  }));
}

const without = (description: string, word: string) =>
  description
    .split(" ")
    .filter((one) => one !== word)
    .join(" ");

/** A linter that notes what it was asked. @param more repairs offered beside that of leaving a word out */
function portsOf(more: Readonly<Record<string, Repair<MappingDraft>>> = {}) {
  const asked: { readonly draft: Described; readonly beside: Registry; readonly given?: object }[] = [];
  const wordsRepaired: string[] = [];
  const ports: JudgingPorts = {
    rules,
    lintProvider(draft, beside) {
      asked.push({ draft, beside });
      return findWords<ProviderDraft>(draft, (word) => [
        { title: `Drop ${word}`, members: { description: without(draft.description, word) } },
        { title: `Drop ${word} and the issuer`, members: { description: "", issuerUrl: "" } },
      ]);
    },
    lintMapping(draft, beside, given) {
      asked.push({ draft, beside, given });
      return findWords<MappingDraft>(draft, (word) => {
        wordsRepaired.push(word);
        const [title, only] = [`Drop ${word}`, more[word]];
        return only === undefined
          ? [{ title, members: { description: without(draft.description, word) } }]
          : [only];
      });
    },
    subjectFormsOf: () => null,
  };
  return { ports, asked, wordsRepaired };
}

const judge = (
  ports: JudgingPorts,
  registry: Registry,
  drafted: Partial<Drafted>,
  sample: Claims | null = null,
): Judgement =>
  finish(judgeDrafts(ports, registry, admin, { provider: null, mapping: null, ...drafted }, sample));

const mappingOf = (changes: Partial<MappingDraft>): Drafted["mapping"] => ({
  provider: "ci",
  draftFor: (providerId) => ({ ...validMapping, ...changes, providerId }),
});

/** The titles of the repairs of each finding about the mapping. */
async function titlesFor(
  changes: Partial<MappingDraft>,
  more: Readonly<Record<string, Repair<MappingDraft>>> = {},
): Promise<readonly (readonly string[])[]> {
  const { registry } = await nodeWith();
  const judgement = judge(portsOf(more).ports, registry(), { mapping: mappingOf(changes) });
  return judgement.mapping?.findings.map(({ repairs }) => repairs.map(({ title }) => title)) ?? [];
}

describe("what is said of drafts", () => {
  it("is nothing where nothing is drafted", async () => {
    const { registry } = await nodeWith();
    expect(judge(portsOf().ports, registry(), {})).toEqual({ provider: null, mapping: null });
  });

  it("is what the linter finds beside both of them", async () => {
    const { registry } = await nodeWith();
    const { ports, asked } = portsOf();
    const provider = { ...validProvider, description: "plain" };
    const judgement = judge(ports, registry(), { provider, mapping: mappingOf({ description: "plain" }) });
    const finding = {
      code: "plain",
      severity: "warning",
      field: "description",
      message: "",
      advice: "",
      repairs: [],
    };
    expect(judgement.provider).toMatchObject({ place: { draft: provider, refusal: null } });
    expect(judgement.provider?.findings).toEqual([finding]);
    expect(judgement.mapping).toMatchObject({
      place: { refusal: null },
      standing: { position: 1, total: 1 },
    });
    expect(judgement.mapping?.findings).toEqual([finding]);
    const besides = asked.map(({ beside }) => [
      beside.providerByName("ci")?.description,
      beside.mappingsNamed(beside.providerByName("ci")?.id ?? "", "deploy").length,
    ]);
    expect(besides).toEqual(Array(2).fill(["plain", 1]));
  });

  it("has the linter compare a mapping with those it stands beside, and with the claims that are meant", async () => {
    const { registry, ports: changing, draft } = await nodeWith();
    const wide = made(await createMapping(changing, admin, { ...draft, name: "wide" }));
    const { ports, asked } = portsOf();
    const mapping = mappingOf({ priority: 2 });
    const { standing } = judge(ports, registry(), { mapping }).mapping ?? {};
    expect(standing).toMatchObject({ position: 2, total: 2, shadowedBy: [{ mapping: wide }] });
    judge(ports, registry(), { mapping }, { sub: "job" });
    expect(asked.map(({ given }) => given)).toEqual([
      { others: [wide] },
      { others: [wide], sample: { sub: "job" } },
    ]);
  });

  it.each([
    ["a provider", { provider: { ...validProvider, description: "word" } }],
    ["a mapping", { mapping: mappingOf({ description: "word", project: "red" }) }],
  ])("is only that %s is not its author's to write, where it is not", async (_, drafted) => {
    const { registry } = await nodeWith();
    const { ports, asked } = portsOf();
    const all = { provider: null, mapping: null, ...drafted };
    const { provider, mapping } = finish(judgeDrafts(ports, registry(), blueAdmin, all, null));
    const said = provider ?? mapping;
    expect(said).toMatchObject({ place: { refusal: { kind: "forbidden" }, placed: null } });
    expect(said?.findings).toEqual([]);
    expect(mapping?.standing ?? null).toBeNull();
    expect(asked).toEqual([]);
  });

  it("is only that there is no such provider, where its author finds none", async () => {
    const { registry } = await nodeWith({ project: "blue" });
    const drafted = { provider: null, mapping: mappingOf({ project: "red" }) };
    const { mapping } = finish(judgeDrafts(portsOf().ports, registry(), redAdmin, drafted, null));
    expect(mapping).toMatchObject({
      place: { refusal: { kind: "not_found" } },
      findings: [],
      standing: null,
    });
  });
});

describe("a repair is offered", () => {
  it("where its finding goes and nothing comes", async () => {
    expect(await titlesFor({ description: "one two" })).toEqual([["Drop one"], ["Drop two"]]);
  });

  it("for a provider, too, where the write would take it", async () => {
    const { registry } = await nodeWith();
    const ports: JudgingPorts = {
      ...portsOf().ports,
      rules: { ...rules, checkIssuerUrl: (url) => (url === "" ? "is missing." : null) },
    };
    const provider = { ...validProvider, description: "word" };
    const judgement = judge(ports, registry(), { provider });
    expect(judgement.provider?.findings[0]?.repairs.map(({ title }) => title)).toEqual(["Drop word"]);
  });

  it("not where its finding stays", async () => {
    const idle = { title: "Idle", members: { priority: 9 } };
    expect(await titlesFor({ description: "idle" }, { idle })).toEqual([[]]);
  });

  it("not where the draft would be refused for it", async () => {
    const spoiling = { title: "Spoil", members: { description: "", priority: 0 } };
    expect(await titlesFor({ description: "spoiled" }, { spoiled: spoiling })).toEqual([[]]);
  });

  it("for a draft that is refused, as long as it is not refused for anything else", async () => {
    const spoiling = { title: "Spoil", members: { description: "", name: "" } };
    const changes = { description: "one spoiled", priority: 0 };
    expect(await titlesFor(changes, { spoiled: spoiling })).toEqual([["Drop one"], []]);
  });

  it("for a draft that is refused, where it mends that, too", async () => {
    const healing = { title: "Heal", members: { description: "", priority: 1 } };
    expect(await titlesFor({ description: "ill", priority: 0 }, { ill: healing })).toEqual([["Heal"]]);
  });

  it("never where the finding has none, and nothing is judged again for it", async () => {
    const { registry } = await nodeWith();
    const { ports, asked } = portsOf();
    judge(ports, registry(), { mapping: mappingOf({ description: "plain" }) });
    expect(asked).toHaveLength(1);
  });
});

describe("how many repairs are tried", () => {
  const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`);
  const tried = async (count: number, repairs: number) => {
    const { registry } = await nodeWith();
    const { ports, asked, wordsRepaired } = portsOf();
    const lintMapping: JudgingPorts["lintMapping"] = (draft, beside, given) =>
      ports.lintMapping(draft, beside, given).map((finding) => ({
        ...finding,
        repairs: () =>
          Array(repairs)
            .fill(finding.repairs?.() ?? [])
            .flat(),
      }));
    const mapping = mappingOf({ description: words(count).join(" ") });
    const judgement = judge({ ...ports, lintMapping }, registry(), { mapping });
    const offered = judgement.mapping?.findings.flatMap((finding) => finding.repairs) ?? [];
    return { asked: asked.length - 1, offered: offered.length, of: new Set(wordsRepaired).size };
  };

  it("is all of them where there are few findings", async () => {
    expect(await tried(2, 3)).toEqual({ asked: 6, offered: 6, of: 2 });
  });

  it("falls with the square of the findings", async () => {
    expect(await tried(200, 1)).toEqual({ asked: 25, offered: 25, of: 25 });
  });

  it("ends among the repairs of one finding", async () => {
    expect(await tried(200, 20)).toMatchObject({ asked: 25, offered: 25 });
  });

  it("ends where those that are offered have come to 512 KiB, as each holds what it changes of the draft", async () => {
    const annotations = { face: { text: "x".repeat(100 * 1024) } };
    const more = Object.fromEntries(
      words(8).map((word) => [word, { title: word, members: { description: "", annotations } }]),
    );
    const titles = await titlesFor({ description: words(8).join(" ") }, more);
    expect(titles).toEqual([...words(5).map((word) => [word]), [], [], []]);
  });

  it("is none where there are more findings than anybody mends one by one", async () => {
    expect(await tried(201, 1)).toEqual({ asked: 0, offered: 0, of: 0 });
  });
});
