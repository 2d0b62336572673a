/** Mutations in the JSON of header and payload: what no decent issuer writes, in the places verifiers look at. */

import { type Mutation, quoted, setMember } from "./mutation.ts";
import type { Genome, Member } from "./token.ts";
import { algorithms, claimNames, headerNames, values } from "./words.ts";

/** Change nothing that matters. */
export const harmless: readonly Mutation[] = [
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

export const headerMutations: readonly Mutation[] = [
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

export const payloadMutations: readonly Mutation[] = [
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
