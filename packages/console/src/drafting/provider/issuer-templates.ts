/**
 * Issuer URLs of presets. `{word}` stands for one part that differs from installation to installation: the form asks
 * for each by name, and puts the URL together.
 */

const word = /\{(\w+)\}/g;

/** The words to be filled in, each once, in their order. */
export function wordsOf(template: string): readonly string[] {
  return [...new Set([...template.matchAll(word)].map(([, name = ""]) => name))];
}

/** The issuer with the words given so far; a word that is missing stays as it stands. */
export function fillIssuer(template: string, words: Readonly<Record<string, string>>): string {
  return template.replace(word, (placeholder, name: string) => {
    const given = Object.hasOwn(words, name) ? (words[name] ?? "").trim() : "";
    return given === "" ? placeholder : given;
  });
}

/** What the words are in this issuer; null where it is none of the template's. */
export function wordsIn(template: string, issuer: string): Readonly<Record<string, string>> | null {
  const names = wordsOf(template);
  const parts = template.split(word).map((part, index) => (index % 2 === 0 ? escaped(part) : "([^/]+)"));
  const found = new RegExp(`^${parts.join("")}$`).exec(issuer);
  return found === null
    ? null
    : Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ""]));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A word as the label of its field. */
export function wordLabel(name: string): string {
  const text = name.replaceAll("_", " ");
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
