import { protocol } from "../../../../bench/faults/r21-reference-tokens.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
