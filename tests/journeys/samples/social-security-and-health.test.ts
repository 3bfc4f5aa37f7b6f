import { carrySamples } from "../support/carry-samples.ts";
import { tellLookUps } from "../support/tell-look-ups.ts";

const fields = ["social-security", "health"];
carrySamples(...fields);
tellLookUps(...fields);
