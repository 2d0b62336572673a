import { protocol } from "../../../../bench/faults/r01-kill.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
