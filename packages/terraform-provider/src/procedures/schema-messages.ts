/** Describes the attributes to Terraform: what may be given, what comes from the server, and what each is for. */

import {
  type Attribute,
  type Attributes,
  type NestedType,
  nestingOf,
  type PlainType,
} from "../engine/schema.ts";
import {
  nestings,
  type SchemaAttribute,
  type SchemaMessage,
  type SchemaObject,
} from "../protocol/messages.ts";

/** Descriptions are Markdown. */
const markdown = 1;

/**
 * @param fromServer false for the provider's own block, whose attributes are given or absent: Terraform keeps no state
 *   of it, so that nothing in it is computed
 */
export function schemaMessage(
  described: { readonly version?: number; readonly description: string; readonly attributes: Attributes },
  fromServer = true,
): SchemaMessage {
  const version = described.version ?? 0;
  const block = {
    version,
    attributes: attributeMessages(described.attributes, fromServer),
    description: described.description,
    descriptionKind: markdown,
  } as const;
  return { version, block };
}

function attributeMessages(attributes: Attributes, fromServer: boolean): readonly SchemaAttribute[] {
  return Object.entries(attributes).map(([name, attribute]) => ({
    name,
    ...typeMessage(attribute.type, fromServer),
    description: attribute.description,
    descriptionKind: markdown,
    ...presenceMessage(attribute, fromServer),
    sensitive: attribute.sensitive === true,
    deprecated: attribute.deprecated !== undefined,
  }));
}

/** A default counts as the server's: the plan may put it where the configuration says nothing. */
function presenceMessage({ presence }: Attribute, fromServer: boolean) {
  return {
    required: presence === "required",
    optional: presence !== "required" && presence !== "computed",
    computed: fromServer && presence !== "required" && presence !== "optional",
  };
}

function typeMessage(
  type: PlainType | NestedType,
  fromServer: boolean,
): { readonly type: Uint8Array } | { readonly nestedType: SchemaObject } {
  const nesting = nestingOf(type);
  if (nesting === null) return { type: new TextEncoder().encode(JSON.stringify(typeName(type))) };
  const attributes = attributeMessages(nesting.attributes, fromServer);
  const arranged = { object: nestings.single, listOf: nestings.list, setOf: nestings.set } as const;
  return { nestedType: { attributes, nesting: arranged[nesting.kind] } };
}

/** A type as Terraform writes it: `"string"`, `["set","string"]`. */
function typeName(type: PlainType | NestedType): unknown {
  if (typeof type === "string") return type;
  return Object.entries(type).map(([kind, inner]) => [kind, typeName(inner)])[0];
}
