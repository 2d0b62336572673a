import { protocol } from "../../../../bench/faults/r08-no-leak.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
