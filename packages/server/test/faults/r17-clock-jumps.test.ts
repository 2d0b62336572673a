import { protocol } from "../../../../bench/faults/r17-clock-jumps.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
