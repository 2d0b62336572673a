/** Has oidc-provider, which warns that it keeps everything in memory, say nothing: on loopback, for an hour, that is the point. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return await work();
  } finally {
    console.warn = warn;
  }
}
