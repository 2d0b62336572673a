import { protocol } from "../../../../bench/faults/r04-bad-issuers.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
