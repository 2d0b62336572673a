import { protocol } from "../../../../bench/faults/r02-stop.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
