import { protocol } from "../../../../bench/faults/r06-unknown-issuers.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
