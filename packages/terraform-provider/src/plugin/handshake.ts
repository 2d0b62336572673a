/**
 * The beginning of a plugin: what Terraform says in the environment, and the one line that it is answered on standard
 * output. Whatever keeps the provider from serving is a sentence for a person.
 *
 * @see https://github.com/hashicorp/go-plugin/blob/main/docs/internals.md
 */

import type { Address } from "./listening.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Says that Terraform started this, and not a person; it is no secret. */
export const cookie = {
  name: "TF_PLUGIN_MAGIC_COOKIE",
  value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
} as const;

/** Of the plugin mechanism, and of Terraform's protocol on top of it. */
const versions = { core: 1, terraform: 6 } as const;

export type Greeting =
  /** With the certificate, in PEM, of the only client that may connect; null: any may. */
  | { readonly kind: "serve"; readonly clientCertificate: string | null }
  | { readonly kind: "refuse"; readonly sentence: string };

/** What Terraform asks for. */
export function readGreeting(environment: Environment): Greeting {
  if (environment[cookie.name] !== cookie.value) {
    return refuse(
      "This is Countersign's Terraform provider, which Terraform starts by itself: name it in required_providers and run terraform init.",
    );
  }
  const offered = (environment["PLUGIN_PROTOCOL_VERSIONS"] ?? "").split(",").map((version) => version.trim());
  if (!offered.includes(String(versions.terraform))) {
    return refuse(
      `Countersign's provider speaks protocol ${versions.terraform}, which this Terraform does not offer: use Terraform 1.0 or newer.`,
    );
  }
  return { kind: "serve", clientCertificate: environment["PLUGIN_CLIENT_CERT"] || null };
}

const refuse = (sentence: string): Greeting => ({ kind: "refuse", sentence });

/**
 * The line that tells Terraform where to connect.
 * @param certificate ours, in DER, with which the connection is to be secured; null: it is in clear
 */
export function handshakeLine(address: Address, certificate: Uint8Array | null): string {
  const where = address.network === "unix" ? address.path : `${address.host}:${address.port}`;
  // Terraform decodes base64 without padding only.
  const encoded = certificate === null ? "" : Buffer.from(certificate).toString("base64").replace(/=+$/, "");
  return `${[versions.core, versions.terraform, address.network, where, "grpc", encoded].join("|")}\n`;
}
