import { protocol } from "../../../../bench/faults/r03-issuer-outage.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
