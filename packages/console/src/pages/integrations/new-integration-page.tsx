/** A new integration: first which CI system, then the form, with its first mappings if one likes. */

import type { Preset } from "@countersign/client";
import { Suspense, useState } from "react";
import { usePresets } from "../../api/configuration.ts";
import { lazily } from "../../shell/lazily.ts";
import { Problem } from "../../shell/problem.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { PresetChooser } from "./preset-chooser.tsx";

/** The form is what weighs here, and nobody sees it before the choice. */
const NewIntegration = lazily(() => import("./new-integration.tsx"));

export default function NewIntegrationPage() {
  const presets = usePresets();
  const [chosen, setChosen] = useState<Preset | null>(null);
  if (chosen !== null && presets.data !== undefined) {
    return (
      <Suspense fallback={<Skeleton lines={8} />}>
        <NewIntegration start={chosen} presets={presets.data} />
      </Suspense>
    );
  }
  return (
    <>
      <PageHeader
        title="New Integration"
        description="The choice fills in the form with what is known of the system's tokens. Everything can be changed afterwards."
        trail={[{ label: "Manage Integrations", href: "/integrations" }]}
      />
      {presets.isError && <Problem error={presets.error} title="The list of CI systems cannot be read" />}
      {presets.isPending && <Skeleton lines={8} />}
      {presets.data !== undefined && <PresetChooser presets={presets.data} onChoose={setChosen} />}
    </>
  );
}
