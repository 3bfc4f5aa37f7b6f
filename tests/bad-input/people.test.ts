import { afterAll, beforeAll, test } from "vitest";
import { type Field, openField } from "./field.ts";
import { drafts } from "./pages/drafts.ts";
import { files } from "./pages/files.ts";
import { forged } from "./pages/forged.ts";
import { typedWrong } from "./pages/typed.ts";
import { acts } from "./people/acts.ts";
import { type Cast, gather } from "./people/cast.ts";
import { papers } from "./people/papers.ts";
import { sessions } from "./people/sessions.ts";
import { theirs } from "./people/theirs.ts";

let field: Field;
let cast: Cast;
beforeAll(async () => {
  field = await openField({ jobs: true });
  cast = await gather(field);
});
afterAll(() => field.close());
const here = () => field;
const people = () => cast;

typedWrong(here);
files(here);
forged(here);
drafts(here);
theirs(people);
acts(people);
papers(people);
// Last: it moves the clock, which ends what was begun before.
sessions(people);

test("afterwards the house stands, never was at a loss, and wrote nothing personal down", () => field.aftermath());
