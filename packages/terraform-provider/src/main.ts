/** The program that Terraform starts. */

import { useProxies } from "./configuration/proxy.ts";
import { servePlugin } from "./plugin/serve.ts";
import { createHandlers } from "./procedures/handlers.ts";
import { countersign } from "./provider.ts";

useProxies(process.env);
void servePlugin(createHandlers(countersign(), process.env));
