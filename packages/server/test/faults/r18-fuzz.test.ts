import { protocol } from "../../../../bench/faults/r18-fuzz.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
