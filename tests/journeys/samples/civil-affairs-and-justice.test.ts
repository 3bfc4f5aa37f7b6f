import { carrySamples } from "../support/carry-samples.ts";
import { tellLookUps } from "../support/tell-look-ups.ts";

const fields = ["civil-affairs", "justice"];
carrySamples(...fields);
tellLookUps(...fields);
