import { protocol } from "../../../../bench/faults/r15-revocation-reach.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol, "postgres");
