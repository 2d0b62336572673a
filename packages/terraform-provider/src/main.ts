/** The program that Terraform starts. */

import { servePlugin } from "./plugin/serve.ts";
import { createHandlers } from "./procedures/handlers.ts";
import { countersign } from "./provider.ts";

void servePlugin(createHandlers(countersign(), process.env));
