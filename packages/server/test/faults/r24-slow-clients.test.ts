import { protocol } from "../../../../bench/faults/r24-slow-clients.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
