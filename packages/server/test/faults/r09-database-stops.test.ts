import { protocol } from "../../../../bench/faults/r09-database-stops.ts";
import { describeProtocol } from "./short-form.ts";

describeProtocol(protocol, "sqlite");
describeProtocol(protocol, "postgres");
