/** The answers about issued tokens as they travel: introspection (RFC 7662), plain and signed (RFC 9701). */

import type { JsonValue } from "../../core/terms.ts";

/** Introspection answer, RFC 7662 section 2.2. Members that a token's layout does not have are absent. */
export type IntrospectionAnswer =
  | { readonly active: false }
  | {
      readonly active: true;
      readonly scope?: string;
      /** The provider through which the token was exchanged. */
      readonly client_id?: JsonValue;
      readonly username?: string;
      readonly token_type: "Bearer";
      readonly exp?: JsonValue;
      readonly iat?: JsonValue;
      readonly sub?: JsonValue;
      readonly aud?: JsonValue;
      readonly iss?: JsonValue;
      readonly jti?: JsonValue;
      readonly groups?: readonly string[];
      readonly roles?: readonly string[];
    };
