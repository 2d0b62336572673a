/** What the corpus's `environment` does to issuer A: documents that are wrong, answers that fail, keys that change. */

import type { Canary, DocumentFault, TestIssuer } from "../issuer.ts";
import type { Environment } from "./corpus-case.ts";
import { type Keys, keySetVariant } from "./corpus-keys.ts";

/** Breaks the issuer as the case says; what it does not mention stays sound. */
export async function applyFaults(
  issuer: TestIssuer,
  canary: Canary,
  keys: Keys,
  faults: Environment,
): Promise<void> {
  const published = faults.jwks_sequence?.[1] ?? faults.jwks;
  if (published !== undefined) issuer.setJwks(keySetVariant(keys, published));
  if (faults.jwks_http !== undefined) await applyFault(issuer, canary, "jwks", faults.jwks_http);
  if (faults.discovery !== undefined) await breakDiscovery(issuer, canary, faults.discovery);
  if (faults.issuer !== undefined) await applyFault(issuer, canary, "both", faults.issuer);
}

async function applyFault(
  issuer: TestIssuer,
  canary: Canary,
  document: "discovery" | "jwks" | "both",
  name: string,
): Promise<void> {
  switch (name) {
    case "refuse":
    case "tls-expired":
    case "tls-wrong-name":
      return issuer.setConnectionFault(name);
    default:
      issuer.setFault(document, documentFault(canary, name));
  }
}

function documentFault(canary: Canary, name: string): DocumentFault {
  switch (name) {
    case "redirect-canary":
      return { redirectTo: `${canary.origin}/` };
    case "oversize-50mib":
      return "oversize";
    case "gzip-bomb":
      return "gzip";
    case "hang":
    case "drip":
    case "http404":
    case "http500":
    case "html":
    case "json-array":
    case "encoding-chain":
      return name;
    default:
      throw new Error(`unknown fault ${name}`);
  }
}

async function breakDiscovery(issuer: TestIssuer, canary: Canary, name: string): Promise<void> {
  switch (name) {
    case "issuer-mismatch":
      return issuer.setDiscovery({ issuer: "https://evil.example" });
    case "issuer-trailing-slash":
      return issuer.setDiscovery({ issuer: `${issuer.url}/` });
    case "jwks-missing":
      return issuer.setDiscovery({ jwks_uri: undefined });
    case "jwks-number":
      return issuer.setDiscovery({ jwks_uri: 5 });
    case "jwks-http":
      return issuer.setDiscovery({ jwks_uri: issuer.jwksUri.replace("https:", "http:") });
    case "jwks-file":
      return issuer.setDiscovery({ jwks_uri: "file:///etc/passwd" });
    case "jwks-link-local":
      return issuer.setDiscovery({ jwks_uri: "https://169.254.169.254/jwks" });
    case "jwks-canary":
      return issuer.setDiscovery({ jwks_uri: `${canary.origin}/jwks` });
    case "jwks-userinfo":
      return issuer.setDiscovery({ jwks_uri: issuer.jwksUri.replace("://", "://user@") });
    default:
      return applyFault(issuer, canary, "discovery", name);
  }
}
