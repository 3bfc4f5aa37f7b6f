import { carrySamples } from "../support/carry-samples.ts";
import { tellLookUps } from "../support/tell-look-ups.ts";

const fields = ["policing", "exit-entry"];
carrySamples(...fields);
tellLookUps(...fields);
