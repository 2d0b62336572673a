/** Writes the client's types from the checked-in description of the admin API. */

import { readFile, writeFile } from "node:fs/promises";
import openapi, { astToString } from "openapi-typescript";

const description = new URL("../src/generated/openapi.json", import.meta.url);
export const generatedFile = new URL("../src/generated/api.ts", import.meta.url);

/** The text of the generated module. */
export async function generateTypes(): Promise<string> {
  const document: unknown = JSON.parse(await readFile(description, "utf8"));
  const types = astToString(
    await openapi(JSON.stringify(document), {
      alphabetize: true,
      // A member with a default may be left out of what is sent.
      defaultNonNullable: false,
    }),
  );
  return `/** Generated from openapi.json by \`npm run generate -w packages/client\`; do not edit. */\n\n${types}`;
}

if (import.meta.main) await writeFile(generatedFile, await generateTypes());
