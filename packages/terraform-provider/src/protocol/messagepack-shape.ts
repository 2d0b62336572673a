/**
 * Looks over MessagePack before it is decoded. The decoder makes room for as many elements as a container says it has,
 * before it has met one; five bytes could claim the whole memory. Here every claim is held against what is there.
 *
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */

/** More levels than any description of this provider has, and few enough for every later reader. */
const deepest = 64;

/** @returns true when the bytes are exactly one value, with everything in it that it says it has */
export function isWholeMessagePack(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const awaited = [1];
  let at = 0;
  while (awaited.length > 0) {
    const left = awaited.pop() ?? 0;
    if (left === 0) continue;
    awaited.push(left - 1);
    const head = readHead(view, at);
    if (head === null) return false;
    at = head.end;
    if (at > bytes.length || head.children > bytes.length - at || awaited.length > deepest) return false;
    if (head.children > 0) awaited.push(head.children);
  }
  return at === bytes.length;
}

interface Head {
  /** Where the value ends; of a container, where its first element begins. */
  readonly end: number;
  readonly children: number;
}

function readHead(view: DataView, at: number): Head | null {
  if (at >= view.byteLength) return null;
  const first = view.getUint8(at);
  const start = at + 1;
  if (first <= 0x7f || first >= 0xe0) return { end: start, children: 0 };
  if (first <= 0x8f) return { end: start, children: 2 * (first & 0x0f) };
  if (first <= 0x9f) return { end: start, children: first & 0x0f };
  if (first <= 0xbf) return { end: start + (first & 0x1f), children: 0 };
  const form = forms[first - 0xc0] ?? null;
  if (form === null) return null;
  if (start + form.width > view.byteLength) return null;
  const length = form.width === 0 ? 0 : readLength(view, start, form.width);
  if (form.of === "container") return { end: start + form.width, children: length * form.each };
  return { end: start + form.width + form.fixed + length, children: 0 };
}

function readLength(view: DataView, at: number, width: 1 | 2 | 4): number {
  if (width === 1) return view.getUint8(at);
  return width === 2 ? view.getUint16(at) : view.getUint32(at);
}

type Form =
  | { readonly of: "bytes"; readonly width: 0 | 1 | 2 | 4; readonly fixed: number }
  | { readonly of: "container"; readonly width: 2 | 4; readonly each: 1 | 2 };

/** A length of so many bytes, then so many bytes besides it. */
const bytesOf = (width: 0 | 1 | 2 | 4, fixed: number): Form => ({ of: "bytes", width, fixed });
const containerOf = (width: 2 | 4, each: 1 | 2): Form => ({ of: "container", width, each });

/** What follows the first byte, from 0xc0 to 0xdf; null: no value begins so. */
const forms: readonly (Form | null)[] = [
  ...[bytesOf(0, 0), null, bytesOf(0, 0), bytesOf(0, 0)], // nil, never used, false, true
  ...[bytesOf(1, 0), bytesOf(2, 0), bytesOf(4, 0)], // bin
  ...[bytesOf(1, 1), bytesOf(2, 1), bytesOf(4, 1)], // ext: one more byte for its kind
  ...[bytesOf(0, 4), bytesOf(0, 8)], // float
  ...[bytesOf(0, 1), bytesOf(0, 2), bytesOf(0, 4), bytesOf(0, 8)], // uint
  ...[bytesOf(0, 1), bytesOf(0, 2), bytesOf(0, 4), bytesOf(0, 8)], // int
  ...[bytesOf(0, 2), bytesOf(0, 3), bytesOf(0, 5), bytesOf(0, 9), bytesOf(0, 17)], // fixext
  ...[bytesOf(1, 0), bytesOf(2, 0), bytesOf(4, 0)], // str
  ...[containerOf(2, 1), containerOf(4, 1), containerOf(2, 2), containerOf(4, 2)], // array, map
];
