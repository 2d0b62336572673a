import { protocol } from "../../../../bench/faults/r01b-sync-first.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
