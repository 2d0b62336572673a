import { protocol } from "../../../../bench/faults/r16-key-rollover.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
