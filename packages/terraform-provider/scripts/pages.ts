/**
 * The pages of the provider, in the form in which registries show them: one for the provider, one for each type, made
 * from its description and from the examples that the tests apply. `npm run docs` writes them; a test fails when they
 * are out of date.
 *
 * @see https://developer.hashicorp.com/terraform/registry/providers/docs
 */

import type { ImportId } from "../src/engine/kinds.ts";
import type { Attributes } from "../src/engine/schema.ts";
import { countersign } from "../src/provider.ts";
import { type Example, readExample } from "./examples.ts";
import { schemaSection } from "./schema-section.ts";

export interface Page {
  /** Below the package's `docs`. */
  readonly path: string;
  readonly markdown: string;
}

/** The kinds of types: their folder among the pages, and the word in the title. */
const kinds = {
  resource: { folder: "resources", title: "Resource" },
  dataSource: { folder: "data-sources", title: "Data Source" },
  ephemeral: { folder: "ephemeral-resources", title: "Ephemeral Resource" },
} as const;
export type Kind = keyof typeof kinds;

/** Where a registry's list shows a type, by how its name begins. */
const subcategories: readonly (readonly [beginning: string, subcategory: string])[] = [
  ["oidc", "OpenID Connect"],
  ["access_token", "OpenID Connect"],
  ["keystone", "Keystone"],
  ["project", "Projects"],
  ["group", "Groups"],
];

type Importing = Pick<ImportId<Attributes>, "form" | "note">;

/** A type as far as its page goes. */
interface Described {
  readonly kind: Kind;
  readonly name: string;
  readonly description: string;
  readonly attributes: Attributes;
  /** How an existing object is named, where it can be imported, and what to look after. */
  readonly importing?: Importing;
}

/** Every page, as the code and the examples have it now. */
export function generatePages(): readonly Page[] {
  const provider = countersign();
  return [
    { path: "index.md", markdown: indexPage() },
    ...describedTypes().map((described) => ({
      path: `${kinds[described.kind].folder}/${described.name}.md`,
      markdown: typePage(described, `${provider.name}_${described.name}`),
    })),
  ];
}

/** Whether a file below the package's `docs` is made here; guides are written by hand. */
export function isGenerated(path: string): boolean {
  return path.endsWith(".md") && !path.startsWith("guides/");
}

/** Every type that the provider has. */
export function describedTypes(): readonly Described[] {
  const { resources, dataSources, ephemeralResources } = countersign();
  return [
    ...resources.map((one) => ({ ...one, kind: "resource" as const, importing: one.import })),
    ...dataSources.map((one) => ({ ...one, kind: "dataSource" as const })),
    ...ephemeralResources.map((one) => ({ ...one, kind: "ephemeral" as const })),
  ];
}

function indexPage(): string {
  const { name, description, attributes } = countersign();
  return page({
    title: `Provider: ${name}`,
    subcategory: null,
    heading: `${name} Provider`,
    description,
    sections: [exampleSection(readExample("provider", name)), schemaSection(attributes)],
  });
}

function typePage({ kind, name, description, attributes, importing }: Described, fullName: string): string {
  const example = readExample(kind, fullName);
  const { title } = kinds[kind];
  return page({
    title: `${fullName} ${title}`,
    subcategory: subcategories.find(([beginning]) => name.startsWith(beginning))?.[1] ?? "",
    heading: `${fullName} (${title})`,
    description,
    sections: [
      exampleSection(example),
      schemaSection(attributes),
      ...(importing === undefined ? [] : [importSection(importing, example)]),
    ],
  });
}

/** @param parts of the page; the first sentence of the description is what lists and searches show */
function page(parts: {
  readonly title: string;
  readonly subcategory: string | null;
  readonly heading: string;
  readonly description: string;
  readonly sections: readonly string[];
}): string {
  const summary = /^.*?[.](?=\s|$)/s.exec(parts.description)?.[0] ?? parts.description;
  const front = [
    "---",
    "# Made by `npm run docs` from the provider's schema and examples.",
    `page_title: ${JSON.stringify(`${parts.title} - countersign/platform`)}`,
    ...(parts.subcategory === null ? [] : [`subcategory: ${JSON.stringify(parts.subcategory)}`]),
    "description: |-",
    `  ${summary.replaceAll(/\s+/g, " ")}`,
    "---",
  ].join("\n");
  return `${[front, `# ${parts.heading}`, parts.description, ...parts.sections].join("\n\n")}\n`;
}

function exampleSection({ configuration }: Example): string {
  return `## Example Usage\n\n${fenced("terraform", configuration)}`;
}

function importSection({ form, note }: Importing, { importCommands }: Example): string {
  const blocks = [...importCommands.matchAll(/^terraform import (\S+) (?:'([^']*)'|"([^"]*)"|(\S+))$/gm)].map(
    ([, to = "", single, double, bare]) =>
      `import {\n  to = ${to}\n  id = ${JSON.stringify(single ?? double ?? bare)}\n}`,
  );
  return [
    "## Import",
    `An existing object is named \`${form}\`. With an [\`import\` block](https://developer.hashicorp.com/terraform/language/import), Terraform 1.5 and later:`,
    fenced("terraform", blocks.join("\n\n")),
    "With the command:",
    fenced("shell", importCommands),
    ...(note === undefined ? [] : [note]),
  ].join("\n\n");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
