/**
 * Audiences of well-known services. A token of ours that carries one could be presented there, so a mapping
 * may name one only when an administrator writes it.
 */

export const reservedAudiences: readonly string[] = [
  "sts.amazonaws.com",
  "api://AzureADTokenExchange",
  "sigstore",
  "pypi",
  "testpypi",
  "rubygems.org",
  "crates.io",
];
