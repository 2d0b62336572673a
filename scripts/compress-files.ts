/** Writes files a second and a third time in fewer bytes, so that a server hands them out without compressing anything. */

import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";

const [toBrotli, toGzip] = [promisify(brotliCompress), promisify(gzip)];

/** What is text; images are compressed by themselves. */
const texts = /\.(?:js|css|html|svg|json)$/;
/** Below that, the headers of an answer weigh more than is saved. */
const leastBytes = 512;

interface File {
  readonly path: string;
  readonly contents: string | Uint8Array;
}

/** @returns for each file that gains by it the same with `.br` and `.gz` behind its path */
export async function compressFiles(files: readonly File[]): Promise<readonly File[]> {
  const worthwhile = files.filter(({ path, contents }) => texts.test(path) && contents.length >= leastBytes);
  const compressed = await Promise.all(
    worthwhile.map(async ({ path, contents }) => {
      const best = { params: { [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY } };
      return [
        { path: `${path}.br`, contents: await toBrotli(contents, best) },
        { path: `${path}.gz`, contents: await toGzip(contents, { level: zlib.Z_BEST_COMPRESSION }) },
      ];
    }),
  );
  return compressed.flat();
}
