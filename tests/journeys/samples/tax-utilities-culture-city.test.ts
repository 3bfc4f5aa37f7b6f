import { carrySamples } from "../support/carry-samples.ts";
import { tellLookUps } from "../support/tell-look-ups.ts";

const fields = ["tax", "utilities", "education-culture", "city-business"];
carrySamples(...fields);
tellLookUps(...fields);
