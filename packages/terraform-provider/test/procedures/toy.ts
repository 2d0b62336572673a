/** A provider with a little of everything, of a server that is a map. */

import { fail, succeed } from "../../src/engine/diagnostics.ts";
import { sameJson } from "../../src/engine/json-text.ts";
import {
  type Call,
  dataSourceOf,
  ephemeralResourceOf,
  type Provider,
  providerOf,
  resourceOf,
} from "../../src/engine/kinds.ts";
import type { Attributes, Stored } from "../../src/engine/schema.ts";
import { membersOf, unknown } from "../../src/engine/values.ts";

/** What the toy's server keeps of a box. */
export type Box = Stored<typeof boxAttributes>;

/** What a test sees, and what it may have go wrong. */
export interface Shelf {
  readonly boxes: Map<string, Box>;
  readonly asked: string[];
  /** Changes what the server answers to a write. */
  answer: (box: Box) => unknown;
  /** Thrown by everything that is asked of the server. */
  fault: unknown;
  /** Told of every creation. */
  onCall: (call: Call) => void;
  /** The server refuses writes; with a box, that one was made all the same. */
  refuses: { readonly left?: Box } | null;
}

export function emptyShelf(): Shelf {
  return { boxes: new Map(), asked: [], answer: (box) => box, fault: null, onCall: () => {}, refuses: null };
}

export const boxAttributes = {
  name: {
    type: "string",
    presence: "required",
    replaces: true,
    description: "Name.",
    validators: [
      {
        rule: "has 2 to 8 characters",
        check: (value) => (/^.{2,8}$/.test(String(value)) ? null : "It has 2 to 8 characters."),
      },
    ],
  },
  id: { type: "string", presence: "computed", description: "Given by the server." },
  revision: { type: "number", presence: "computed", follows: ["note", "spec"], description: "Grows." },
  owner: { type: "string", presence: "settable", description: "Whoever made it, unless given." },
  note: { type: "string", presence: "optional", description: "Anything." },
  claims: { type: "string", presence: "optional", sameMeaning: sameJson, description: "JSON." },
  tags: { type: { set: "string" }, presence: "optional", description: "Tags." },
  labels: { type: { map: "string" }, presence: "optional", description: "Labels." },
  secret: {
    type: "string",
    presence: "optional",
    sensitive: true,
    description: "A secret.",
    validators: [
      {
        rule: "is long",
        check: (value) => (String(value).length < 4 ? "It has at least 4 characters." : null),
      },
    ],
  },
  spec: {
    type: {
      object: {
        audience: { type: "string", presence: "defaulted", default: "*@*", description: "For whom." },
        seconds: {
          type: "number",
          presence: "defaulted",
          default: 60,
          description: "How long.",
          validators: [
            { rule: "is positive", check: (value) => (Number(value) > 0 ? null : "It is 1 or more.") },
          ],
        },
        scope: { type: "string", presence: "optional", description: "What for." },
      },
    },
    presence: "required",
    description: "How.",
  },
  login: {
    type: {
      object: {
        user: { type: "string", presence: "optional", description: "Who." },
        password: { type: "string", presence: "optional", sensitive: true, description: "A secret." },
      },
    },
    presence: "optional",
    description: "For whom.",
    validators: [
      {
        rule: "has a user",
        check: (value) => (membersOf(value)?.["user"] === null ? "It needs a user." : null),
      },
    ],
  },
  colour: {
    type: "string",
    presence: "optional",
    description: "None.",
    deprecated: "Boxes have no colour: leave it out.",
  },
  rules: {
    type: { listOf: { user: { type: "string", presence: "required", description: "Who." } } },
    presence: "optional",
    description: "Rules.",
  },
} as const satisfies Attributes;

const box = resourceOf<Shelf>()({
  name: "box",
  description: "A box on the shelf.",
  version: 1,
  attributes: boxAttributes,
  check: ({ note, owner }) =>
    note !== null && note !== unknown && note === owner
      ? [{ severity: "warning", summary: "Note says who", detail: "It is the owner already.", at: ["note"] }]
      : [],
  examine: async (shelf, { planned }) => {
    shelf.asked.push("examine");
    return {
      diagnostics:
        planned.note === "odd"
          ? [{ severity: "warning", summary: "Odd", detail: "An odd note.", at: ["note"] }]
          : [],
      replace: planned.note === "other" ? ["note"] : [],
    };
  },
  create: async (shelf, planned, call) => {
    shelf.onCall(call);
    shelf.asked.push(`create ${planned.name}`);
    if (shelf.fault !== null) throw shelf.fault;
    const owner = typeof planned.owner === "string" ? planned.owner : "toy";
    const made: Box = { ...planned, id: `id-${planned.name}`, revision: 1, owner };
    if (shelf.refuses !== null) {
      const { left } = shelf.refuses;
      return { ...fail(refused), ...(left === undefined ? {} : { left }) };
    }
    shelf.boxes.set(made.name, made);
    return succeed(shelf.answer(made) as Box);
  },
  read: async (shelf, state) => {
    shelf.asked.push(`read ${state.name}`);
    if (shelf.fault !== null) throw shelf.fault;
    if (shelf.refuses !== null) return fail(refused);
    const found = shelf.boxes.get(state.name);
    return succeed(found === undefined ? null : (shelf.answer(found) as Box));
  },
  update: async (shelf, { prior, planned }) => {
    shelf.asked.push(`update ${planned.name}`);
    if (shelf.fault !== null) throw shelf.fault;
    if (shelf.refuses !== null) return fail(refused);
    const owner = typeof planned.owner === "string" ? planned.owner : "toy";
    const made: Box = { ...planned, id: prior.id, revision: Number(prior.revision) + 1, owner };
    const changed = planned.revision === unknown ? made : { ...made, revision: prior.revision };
    shelf.boxes.set(made.name, changed);
    return succeed(shelf.answer(changed) as Box);
  },
  destroy: async (shelf, state) => {
    shelf.asked.push(`destroy ${state.name}`);
    if (shelf.refuses !== null) return fail(refused);
    shelf.boxes.delete(state.name);
    return succeed(null);
  },
  import: {
    form: "name",
    parse: (id) =>
      id.includes(":") ? { ok: false, detail: "It has a colon." } : { ok: true, value: { name: id } },
  },
  movedFrom: [
    "other_box",
    { type: "crate", translate: ({ title, ...state }) => ({ ...state, name: title }) },
  ],
});

const refused = {
  severity: "error",
  summary: "Refused",
  detail: "The server says no. Reference 123.",
  at: ["name"],
} as const;

const stamp = resourceOf<Shelf>()({
  name: "stamp",
  description: "Cannot be changed.",
  version: 0,
  attributes: {
    text: { type: "string", presence: "required", description: "Text." },
    ink: { type: "string", presence: "optional", description: "Ink." },
  },
  create: async (_shelf, planned) => succeed(planned),
  read: async (_shelf, state) => succeed(state),
  destroy: async () => succeed(null),
  import: { form: "text", parse: (id) => ({ ok: true, value: { text: id } }) },
});

const boxes = dataSourceOf<Shelf>()({
  name: "box",
  description: "Looks a box up.",
  attributes: {
    name: { type: "string", presence: "required", description: "Which." },
    depth: { type: "number", presence: "defaulted", default: 3, description: "How deep." },
    note: { type: "string", presence: "computed", description: "Its note." },
  },
  read: async (shelf, { name, depth }) => {
    shelf.asked.push(`look ${String(name)} ${String(depth)}`);
    const found = shelf.boxes.get(String(name));
    const answered = found === undefined ? undefined : (shelf.answer(found) as Box);
    return answered === undefined
      ? fail({
          severity: "error",
          summary: "No such box",
          detail: `There is no ${String(name)}.`,
          at: ["name"],
        })
      : succeed({ name: answered.name, depth: Number(depth), note: answered.note ?? "" });
  },
});

const key = ephemeralResourceOf<Shelf>()({
  name: "key",
  description: "Opens a box.",
  attributes: {
    name: { type: "string", presence: "required", description: "Which." },
    value: { type: "string", presence: "computed", sensitive: true, description: "The key." },
  },
  open: async (_shelf, { name }) =>
    name === "lost"
      ? fail(refused)
      : succeed({ result: { name: String(name), value: "k" }, kept: `kept ${String(name)}` }),
  close: async (shelf, kept) => {
    if (shelf.refuses !== null) return fail(refused);
    shelf.asked.push(`close ${kept}`);
    return succeed(null);
  },
});

const hint = ephemeralResourceOf<Shelf>()({
  name: "hint",
  description: "Says something.",
  attributes: { text: { type: "string", presence: "required", description: "What." } },
  open: async (_shelf, { text }) => succeed({ result: { text: String(text) } }),
});

/** @param shelf what its configuration makes, whatever stands in it */
export function toyProvider(shelf: Shelf) {
  const attributes = {
    url: { type: "string", presence: "optional", description: "Where." },
    retries: {
      type: "number",
      presence: "defaulted",
      default: 4,
      description: "How often.",
      validators: [
        { rule: "is not negative", check: (value) => (Number(value) < 0 ? "It is 0 or more." : null) },
      ],
    },
  } as const satisfies Attributes;
  const provider: Provider<typeof attributes, Shelf> = providerOf<Shelf>()({
    name: "toy",
    version: "1.0.0",
    description: "A toy.",
    attributes,
    configure: async ({ url, retries }, { terraformVersion, environment }) => {
      shelf.asked.push(
        `configure ${String(url)} ${String(retries)} ${terraformVersion} ${environment["TOY"] ?? ""}`,
      );
      return url === "wrong"
        ? fail({ severity: "error", summary: "Wrong", detail: "No such place.", at: ["url"] })
        : succeed(shelf);
    },
    resources: [box, stamp],
    dataSources: [boxes],
    ephemeralResources: [key, hint],
  });
  return provider;
}
