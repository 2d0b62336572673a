/** Why a file cannot be read or made, in words: what the system answers names a code and a call that few people know. */

const reading: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  ENOTDIR: "a part of the path is no folder",
  ELOOP: "it is a link that leads back to itself",
};

const making: Readonly<Record<string, string>> = {
  ...reading,
  ENOENT: "there is no such folder",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "nothing can be written there",
  ENOSPC: "the disk is full",
  EDQUOT: "this user may not fill more of the disk",
  EFBIG: "the disk takes no file as large as this",
};

const makingFolder: Readonly<Record<string, string>> = {
  ...making,
  // Those above it were made, or stood there.
  ENOENT: "the system makes no folder there",
  EEXIST: "what stands there is no folder",
};

/** @returns the end of the sentence "X cannot be read: …", without its full stop; the system's words for what is rare */
export function readingFault(problem: unknown): string {
  return faultIn(reading, problem) ?? (problem instanceof Error ? problem.message : String(problem));
}

/** @returns the same for a file that was to be made; null when the problem is none with a file */
export function makingFault(problem: unknown): string | null {
  const folder = problem instanceof Error && "syscall" in problem && problem.syscall === "mkdir";
  return faultIn(folder ? makingFolder : making, problem);
}

function faultIn(faults: Readonly<Record<string, string>>, problem: unknown): string | null {
  const code = problem instanceof Error && "code" in problem ? String(problem.code) : "";
  return Object.hasOwn(faults, code) ? (faults[code] ?? null) : null;
}
