import { afterAll, beforeAll, test } from "vitest";
import { access } from "./api/access.ts";
import { acts } from "./api/acts.ts";
import { answers } from "./api/answers.ts";
import { bodies } from "./api/bodies.ts";
import { introduce } from "./api/caller.ts";
import { type Field, openField } from "./field.ts";
import { headers } from "./http/headers.ts";
import { ledAway } from "./http/led-away.ts";
import { requests } from "./http/requests.ts";
import { strangers } from "./http/strangers.ts";

let field: Field;
beforeAll(async () => {
  field = await openField();
  await introduce(field);
});
afterAll(() => field.close());
const here = () => field;

requests(here);
strangers(here);
ledAway(here);
headers(here);
bodies(here);
answers(here);
acts(here);
access(here);

test("afterwards the house stands, never was at a loss, and wrote nothing personal down", () => field.aftermath());
