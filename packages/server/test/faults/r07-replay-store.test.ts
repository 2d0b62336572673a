import { protocol } from "../../../../bench/faults/r07-replay-store.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
