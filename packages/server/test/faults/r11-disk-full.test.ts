import { protocol } from "../../../../bench/faults/r11-disk-full.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol);
