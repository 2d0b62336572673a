/** A refusal of the core as this face answers it. */

import { callerSentence, type Progress, type Refusal } from "../../core/refusal.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { answerTo } from "./translate.ts";

/** @param progress how far it came, on which it depends what its caller may be told */
export function refused(
  { settings }: Pick<FaceServices, "settings">,
  refusal: Refusal,
  progress: Progress,
): HttpFailure {
  const { status, error, headers } = answerTo(refusal);
  return new HttpFailure(status, error, callerSentence(refusal, progress, settings.disclosure), { headers });
}
