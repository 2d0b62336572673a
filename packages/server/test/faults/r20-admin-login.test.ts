import { protocol } from "../../../../bench/faults/r20-admin-login.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
