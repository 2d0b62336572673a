/**
 * The log, as Terraform reads it from standard error: one JSON object in each line. It names procedures, types and
 * counts, and never a value of a configuration or a state, nor the text of an error, which may hold one.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/log/managing
 */

const levels = ["trace", "debug", "info", "warn", "error"] as const;
export type Level = (typeof levels)[number];

/** What may stand beside a message: names, numbers and the like, no values. */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

export interface Log {
  readonly write: (level: Level, message: string, fields?: LogFields) => void;
}

/** Of each line, by which Terraform's log can be searched. */
const moduleName = "platform";

/** @param environment whose `TF_LOG_PROVIDER_PLATFORM`, `TF_LOG_PROVIDER` or `TF_LOG` says how much to write */
export function createLog(
  environment: Readonly<Record<string, string | undefined>>,
  out: (line: string) => void,
): Log {
  const least = levels.indexOf(levelOf(environment));
  return {
    write: (level, message, fields = {}) => {
      if (levels.indexOf(level) < least) return;
      const line = {
        "@level": level,
        "@message": message,
        "@module": moduleName,
        "@timestamp": timestamp(new Date()),
        ...fields,
      };
      out(`${JSON.stringify(line)}\n`);
    },
  };
}

/** The most particular variable that is set; errors are always written, for whoever looks for one that was reported. */
function levelOf(environment: Readonly<Record<string, string | undefined>>): Level {
  const wanted = ["TF_LOG_PROVIDER_PLATFORM", "TF_LOG_PROVIDER", "TF_LOG"]
    .map((name) => environment[name]?.trim().toLowerCase())
    .find((value) => value !== undefined && value !== "");
  // Terraform takes JSON for "everything, as JSON", and words that it does not know for everything.
  if (wanted === undefined || wanted === "off") return "error";
  return levels.find((level) => level === wanted) ?? "trace";
}

/** With six digits of the second, or Terraform takes the line for plain text. */
const timestamp = (now: Date): string => now.toISOString().replace("Z", "000Z");

/**
 * What may be logged of something that was thrown: its kind, and where it came from. Not its message: such as that of a
 * header that cannot be sent holds the header.
 */
export function traceOf(thrown: unknown): LogFields {
  if (!(thrown instanceof Error)) return { kind: typeof thrown };
  const code = "code" in thrown && typeof thrown.code === "string" ? { code: thrown.code } : {};
  const frames = (thrown.stack ?? "")
    .replace(thrown.message, "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  return { kind: thrown.constructor.name, ...code, stack: frames.map((frame) => frame.trim()).join("; ") };
}
