/** The program that Terraform starts. */

import { useProxies } from "./configuration/proxy.ts";
import { refuse, servePlugin } from "./plugin/serve.ts";
import { createHandlers } from "./procedures/handlers.ts";
import { countersign } from "./provider.ts";

const proxies = useProxies(process.env);
if (proxies.ok) void servePlugin(createHandlers(countersign(), process.env));
else refuse(proxies.sentence);
