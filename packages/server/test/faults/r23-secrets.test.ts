import { protocol } from "../../../../bench/faults/r23-secrets.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
