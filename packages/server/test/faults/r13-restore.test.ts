import { protocol } from "../../../../bench/faults/r13-restore.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
