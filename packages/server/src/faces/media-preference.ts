/** Which representation a caller wants, from its `Accept` header (RFC 9110 section 12.5.1). */

interface MediaRange {
  /** As sent, in lower case, without parameters: `type/subtype`, `type/*` or the range of everything. */
  readonly range: string;
  /** From 0, which is "not acceptable", to 1. */
  readonly quality: number;
}

/**
 * Whether the caller would rather have a representation that is given only when asked for.
 * @param accept the header; absent: anything is as welcome as anything else
 * @param special media type of that representation, in lower case; between equals it is given when it is named
 * @param usual media type of the representation everybody else gets, also whoever accepts neither
 */
export function prefersSpecial(accept: string | undefined, special: string, usual: string): boolean {
  const ranges = readRanges(accept ?? "*/*");
  const [wanted, other] = [qualityOf(ranges, special), qualityOf(ranges, usual)];
  const isNamed = ranges.some(({ range }) => range === special);
  return wanted > other || (wanted === other && wanted > 0 && isNamed);
}

/** The most specific range that covers the type decides; a type no range covers is not acceptable. */
function qualityOf(ranges: readonly MediaRange[], type: string): number {
  const covering = [type, `${type.slice(0, type.indexOf("/"))}/*`, "*/*"];
  const deciding = covering.find((range) => ranges.some((one) => one.range === range));
  return ranges.find(({ range }) => range === deciding)?.quality ?? 0;
}

/** Ranges whose weight cannot be read say nothing. */
function readRanges(accept: string): readonly MediaRange[] {
  return accept.split(",").flatMap((element) => {
    const [range = "", ...parameters] = element.split(";").map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length) ?? "1";
    return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? [{ range, quality: Number(weight) }] : [];
  });
}
