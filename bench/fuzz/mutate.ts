/**
 * Mutations of a token, each of a kind that has fooled some verifier: in the JSON of header and payload, in
 * who signs, and in the text around it all. Some change nothing that matters, so that acceptance is tried too.
 */

import type { Random } from "./random.ts";
import type { Genome, Member } from "./token.ts";

type Mutation = (genome: Genome, random: Random, context: MutationContext) => void;

export interface MutationContext {
  /** Seconds since 1970. */
  readonly now: number;
  /** Texts to splice with: other tokens, hostile ones among them. */
  readonly others: readonly string[];
}

/** Applies one to three mutations; one token in ten stays good. */
export function mutate(genome: Genome, random: Random, context: MutationContext): void {
  if (random.chance(1, 10)) return;
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const kinds = random.pick([harmless, headerMutations, payloadMutations, signerMutations, textMutations]);
    random.pick(kinds)(genome, random, context);
  }
}

/** JSON texts of every type, and texts that are none. */
const values = [
  "null",
  "true",
  "false",
  "0",
  "1",
  "-1",
  "1.5",
  "1e3",
  "1e400",
  "-1e400",
  "9007199254740993",
  "01",
  "NaN",
  "+1",
  '""',
  '"*"',
  '"\\u0000"',
  '"\\ud800"',
  '"a\\u202eb"',
  '"\\u0041"',
  "'a'",
  '"a',
  "[]",
  "{}",
  "[null]",
  '["a"]',
  '{"__proto__":{"admin":true}}',
  '{"a":1,"a":2}',
  "[[[[[[[[]]]]]]]]",
  `${"[".repeat(40)}${"]".repeat(40)}`,
  `"${"x".repeat(2_000)}"`,
  '"ﬁ"',
  '"\u212a"',
  "undefined",
  "",
  " ",
  '"\t"',
  "1//",
  "/**/1",
];

const claimNames = [
  "iss",
  "aud",
  "sub",
  "exp",
  "iat",
  "nbf",
  "jti",
  "azp",
  "nonce",
  "events",
  "at_hash",
  "ISS",
  "Sub",
  "ſub",
  "iſs",
  "ａud",
  "exp\u200b",
  "__proto__",
  "constructor",
  "toString",
  "",
  "a",
  "repository_owner_id",
];
const headerNames = [
  "alg",
  "kid",
  "typ",
  "crit",
  "b64",
  "cty",
  "zip",
  "enc",
  "jwk",
  "jku",
  "x5u",
  "x5c",
  "x5t",
  "p2c",
  "epk",
  "ALG",
  "__proto__",
  "",
  "x",
];
const algorithms = [
  "none",
  "None",
  "NONE",
  "HS256",
  "HS512",
  "RS256",
  "rs256",
  "RS384",
  "PS256",
  "ES256",
  "ES384",
  "EdDSA",
  "Ed25519",
  "RS1",
  "ES256K",
  "",
  " RS256",
  "RS256 ",
];

const quoted = (text: string) => JSON.stringify(text);

function setMember(members: Member[], name: string, value: string): void {
  const at = members.findIndex(([one]) => one === name);
  if (at === -1) members.push([name, value]);
  else members[at] = [name, value];
}

const harmless: readonly Mutation[] = [
  (genome, random) => {
    genome.blank = random.pick([" ", "\n", "\t", " \r\n", "  "]);
  },
  (genome, random) => {
    genome.payload.sort(() => random.below(3) - 1);
  },
  (genome, random) => {
    genome.header.sort(() => random.below(3) - 1);
  },
  ({ payload }, random) => {
    payload.push([
      quoted(`claim_${random.below(1000)}`),
      random.pick(['"x"', "7", "[1,2]", '{"a":null}', "-0.5"]),
    ]);
  },
  // The same name, spelled with an escape.
  ({ payload }, random) => {
    const at = random.below(payload.length);
    const [name, value] = payload[at] ?? ['"a"', "1"];
    const code = name.charCodeAt(1).toString(16).padStart(4, "0");
    payload[at] = [`"\\u${code}${name.slice(2)}`, value];
  },
  ({ header }, random) => {
    setMember(header, '"typ"', random.pick(['"jwt"', '"application/jwt"', '"JwT"']));
  },
  ({ payload }, random, { now }) => {
    setMember(payload, '"exp"', String(now + random.pick([-29, 1, 30, 299.5, 86_000])));
  },
];

const structural = (part: (genome: Genome) => Member[], names: readonly string[]): readonly Mutation[] => [
  (genome, random) => setMember(part(genome), quoted(random.pick(names)), random.pick(values)),
  (genome, random) => part(genome).push([quoted(random.pick(names)), random.pick(values)]),
  (genome, random) => part(genome).splice(random.below(part(genome).length), 1),
  (genome, random) => {
    const members = part(genome);
    const [name, value] = random.pick(members.length === 0 ? [['"a"', "1"] as const] : members);
    const code = name.charCodeAt(1).toString(16).padStart(4, "0");
    members.push([
      random.chance(1, 2) ? name : `"\\u${code}${name.slice(2)}`,
      random.chance(1, 2) ? value : random.pick(values),
    ]);
  },
  (genome, random) => {
    const members = part(genome);
    const at = random.below(members.length);
    const member = members[at];
    if (member === undefined) return;
    const [name, value] = member;
    members[at] = [random.chance(1, 2) ? name.toUpperCase() : name.slice(1, -1), value];
  },
  (genome, random) => {
    for (let left = random.pick([50, 600]); left > 0; left -= 1) part(genome).push([quoted(`m${left}`), "0"]);
  },
];

const headerMutations: readonly Mutation[] = [
  ...structural((genome) => genome.header, headerNames),
  ({ header }, random) => setMember(header, '"alg"', quoted(random.pick(algorithms))),
  ({ header }, random) =>
    setMember(
      header,
      '"kid"',
      quoted(random.pick(["ec-1", "ed-1", "rsa-1", "", "../ec-1", "__proto__", "EC-1"])),
    ),
  ({ header }, random) =>
    setMember(header, '"typ"', quoted(random.pick(["at+jwt", "logout+jwt", "dpop+jwt", "JOSE", ""]))),
  ({ header }, random) =>
    setMember(header, '"crit"', random.pick(["[]", '["b64"]', '["exp"]', '"exp"', '["__proto__"]'])),
];

const payloadMutations: readonly Mutation[] = [
  ...structural((genome) => genome.payload, claimNames),
  ({ payload }, random, { now }) => {
    const offsets = [-86_401, -300, -31, -30, -29, -1, 0, 1, 29, 30, 31, 300, 86_399, 86_400, 86_401, 1e9];
    const at = now + random.pick(offsets) + random.pick([0, 0, 0.5]);
    setMember(
      payload,
      random.pick(['"exp"', '"iat"', '"nbf"']),
      random.chance(1, 8) ? quoted(String(at)) : String(at),
    );
  },
  ({ payload }, random) => {
    const issuer = payload.find(([name]) => name === '"iss"')?.[1] ?? '"x"';
    const bare = issuer.slice(1, -1);
    const changed = [
      `${bare}/`,
      bare.slice(0, -1),
      bare.toUpperCase(),
      ` ${bare}`,
      `${bare}\\u0000`,
      `${bare}#`,
      bare.replace("//", "//a@"),
    ];
    setMember(payload, '"iss"', random.chance(1, 5) ? `[${issuer}]` : `"${random.pick(changed)}"`);
  },
  ({ payload }, random) => {
    const audience = payload.find(([name]) => name === '"aud"')?.[1] ?? '"x"';
    const forms = [
      `[${audience}]`,
      `[${audience},"other"]`,
      `[${audience},${audience}]`,
      "[]",
      `{"0":${audience}}`,
      `[[${audience}]]`,
      `[${audience},null]`,
      `"other ${audience.slice(1)}`,
    ];
    setMember(payload, '"aud"', random.pick(forms));
  },
  ({ payload }, random) => setMember(payload, '"sub"', random.pick(values)),
];

const signerMutations: readonly Mutation[] = [
  (genome, random) => {
    genome.signer = random.pick(["attacker", "none", "hmac", "ec-1", "ed-1"]);
  },
  (genome) => {
    genome.signer = "attacker";
  },
  (genome) => {
    genome.signer = "none";
    setMember(genome.header, '"alg"', '"none"');
  },
  (genome) => {
    genome.signer = "hmac";
    setMember(genome.header, '"alg"', '"HS256"');
  },
];

const strange = [
  "=",
  "==",
  " ",
  "\n",
  "\r\n",
  "+",
  "/",
  "%",
  ".",
  "\u0000",
  "é",
  "\ufeff",
  "A",
  "_",
  "-",
  "~",
];

const textMutations: readonly Mutation[] = [
  ({ alterations }, random) => {
    const [at, what] = [random.next(), random.pick(strange)];
    alterations.push(
      (token) => token.slice(0, at % (token.length + 1)) + what + token.slice(at % (token.length + 1)),
    );
  },
  ({ alterations }, random) => {
    const [at, letter] = [random.next(), random.pick([..."ABCDwxyz0189-_"])];
    alterations.push(
      (token) => token.slice(0, at % token.length) + letter + token.slice((at % token.length) + 1),
    );
  },
  ({ alterations }, random) => {
    const [at, length] = [random.next(), 1 + random.below(8)];
    alterations.push(
      (token) => token.slice(0, at % token.length) + token.slice((at % token.length) + length),
    );
  },
  ({ alterations }, random) => {
    const what = random.pick([...strange, "AAAA", ".AAAA"]);
    alterations.push((token) => token + what);
  },
  // One bit of one decoded segment.
  ({ alterations }, random) => {
    const [segment, at, bit] = [random.below(3), random.next(), 1 << random.below(8)];
    alterations.push((token) =>
      atSegment(token, segment, (text) => {
        const bytes = Buffer.from(text, "base64url");
        if (bytes.length > 0) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ bit;
        return bytes.toString("base64url");
      }),
    );
  },
  // Bits of the last character that carry nothing.
  ({ alterations }, random) => {
    const segment = random.below(3);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    alterations.push((token) =>
      atSegment(
        token,
        segment,
        (text) => text.slice(0, -1) + (alphabet[alphabet.indexOf(text.at(-1) ?? "A") | 1] ?? "A"),
      ),
    );
  },
  ({ alterations }, random, { others }) => {
    const [segment, other] = [random.below(3), random.pick(others)];
    alterations.push((token) => atSegment(token, segment, () => other.split(".")[segment] ?? ""));
  },
  ({ alterations }, random) => {
    const form = random.below(4);
    alterations.push((token) => {
      const [header, payload, signature] = token.split(".");
      if (form === 0) return JSON.stringify({ protected: header, payload, signature });
      if (form === 1) return [payload, header, signature].join(".");
      return form === 2 ? `${token}.${signature}.` : `${header}..${signature}`;
    });
  },
  ({ alterations }, random, { others }) => {
    const other = random.pick(others);
    alterations.push(() => other);
  },
];

function atSegment(token: string, segment: number, change: (text: string) => string): string {
  return token
    .split(".")
    .map((text, at) => (at === segment ? change(text) : text))
    .join(".");
}
