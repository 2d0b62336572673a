/**
 * The files of a release of the Terraform provider, as a folder that is three things at once: a filesystem mirror as it
 * stands, a network mirror when it is served over https, and what is uploaded to a registry. The provider is one script
 * that is the same everywhere, so every platform has the same bytes, and one checksum of the kind that lock files keep.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror (layout)
 * @see https://developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol (index files)
 * @see https://developer.hashicorp.com/terraform/registry/providers/publishing (zips, checksums, manifest)
 */

import { createHash } from "node:crypto";
import { address, folderOfProvider, programName } from "../../packages/server/src/cli/terraform/names.ts";
import { zipOf } from "./zip.ts";

/** One file of the release; the same version has the same files, to the byte. */
export interface ReleaseFile {
  /** Below the release's folder, with slashes. */
  readonly path: string;
  readonly contents: Uint8Array;
  readonly executable: boolean;
}

/**
 * Where Terraform and Node both run and a script can be a program. Windows is not among them: it starts nothing that
 * begins with `#!`.
 */
export const platforms = [
  "darwin_amd64",
  "darwin_arm64",
  "freebsd_amd64",
  "linux_amd64",
  "linux_arm",
  "linux_arm64",
] as const;

/** What the provider speaks; registries tell it to Terraform before anything is downloaded. */
const protocolVersions = ["6.0"];

/**
 * @param version without a `v` in front
 * @param program the built provider
 */
export function releaseOf(version: string, program: Uint8Array): readonly ReleaseFile[] {
  const folder = folderOfProvider;
  const member = { name: programName(version), contents: program };
  const zip = zipOf(member);
  const named = (rest: string) => `terraform-provider-${address.type}_${version}_${rest}`;
  const zips = platforms.map((platform) => ({ platform, name: named(`${platform}.zip`), contents: zip }));
  const manifest = {
    name: named("manifest.json"),
    contents: json({ version: 1, metadata: { protocol_versions: protocolVersions } }),
  };
  const uploads = [...zips, manifest];
  const sums = uploads.map(({ name, contents }) => `${sha256(contents, "hex")}  ${name}\n`).join("");
  const hashes = [packageHash(member), `zh:${sha256(zip, "hex")}`];
  const archives = Object.fromEntries(zips.map(({ platform, name }) => [platform, { hashes, url: name }]));

  return [
    ...platforms.map((platform) => ({
      path: `${folder}/${version}/${platform}/${member.name}`,
      contents: program,
      executable: true,
    })),
    ...[
      ...uploads,
      { name: named("SHA256SUMS"), contents: Buffer.from(sums) },
      { name: "index.json", contents: json({ versions: { [version]: {} } }) },
      { name: `${version}.json`, contents: json({ archives }) },
    ].map(({ name, contents }) => ({ path: `${folder}/${name}`, contents, executable: false })),
  ];
}

/**
 * Terraform's checksum of an unpacked package, here of one file: the digest of a list of digests.
 * @see https://pkg.go.dev/golang.org/x/mod/sumdb/dirhash#Hash1
 */
function packageHash({ name, contents }: { readonly name: string; readonly contents: Uint8Array }): string {
  return `h1:${sha256(Buffer.from(`${sha256(contents, "hex")}  ${name}\n`), "base64")}`;
}

function sha256(contents: Uint8Array, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(contents).digest(encoding);
}

function json(document: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
}
