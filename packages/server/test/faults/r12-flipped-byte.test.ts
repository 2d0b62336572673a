import { protocol } from "../../../../bench/faults/r12-flipped-byte.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
