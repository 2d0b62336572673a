import { protocol } from "../../../../bench/faults/r22-audit-tampering.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
