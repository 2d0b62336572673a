/** Mutations in the text around header, payload and signature. */

import type { Mutation } from "./mutation.ts";

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

export const textMutations: readonly Mutation[] = [
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
