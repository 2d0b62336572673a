/** What Terraform calls the provider, and where mirrors of registries keep it. */

/** `registry.terraform.io/countersign/platform`; configurations leave the host out. */
export const address = { host: "registry.terraform.io", namespace: "countersign", type: "platform" } as const;

/** As configurations name it. */
export const source = `${address.namespace}/${address.type}`;

/** Its folder in a mirror. */
export const folderOfProvider = `${address.host}/${source}`;

/** The program's file in a package. Terraform finds it by the first words, people by the version. */
export function programName(version: string): string {
  return `terraform-provider-${address.type}_v${version}`;
}
