import { carrySamples } from "../support/carry-samples.ts";
import { tellLookUps } from "../support/tell-look-ups.ts";

const fields = ["housing", "transport"];
carrySamples(...fields);
tellLookUps(...fields);
