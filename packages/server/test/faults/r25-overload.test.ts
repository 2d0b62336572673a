import { protocol } from "../../../../bench/faults/r25-overload.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
