import { protocol } from "../../../../bench/faults/r05-unknown-kids.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
