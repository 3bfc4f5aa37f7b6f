/** The program as it is served, in a process of its own over the bench's database. */
import { AccessTokens, demonstrationPartners } from "../../src/domain/identity/index.ts";
import { serve } from "../../src/serve.ts";
import { readSettings } from "../../src/settings.ts";

const settings = readSettings({ ...process.env, PORT: "0" });
const connection = JSON.parse(process.env["BENCH_CONNECTION"] ?? "");
const serving = await serve({ settings, kind: "demonstration", app: connection, jobs: connection });
const [channel] = demonstrationPartners;
const issued = await new AccessTokens(serving.house.identity).issue(channel.client, channel.secret, new Date());
process.send?.({ port: serving.address?.port, token: issued?.token });
process.once("message", async () => {
  await serving.stop();
  process.exit(0);
});

// The bench is gone: nobody is left to say stop.
process.once("disconnect", () => process.exit(0));
