import { defineCommand } from "citty";
import { addPartner, makeIdentity, partnerScopes } from "../../domain/identity/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import { InstallationProblem } from "../installation.ts";
import { commandLineActor } from "./clerk.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { command, print } from "./terminal.ts";

export const partnerCommand = defineCommand({
  meta: { name: "partner", description: "Programs that use the API" },
  subCommands: {
    add: defineCommand({
      meta: { name: "add", description: "Register a program; prints its secret once" },
      args: {
        client: { type: "positional", description: "its name for the API: bank-app", required: true },
        kind: { type: "string", description: "channel (acts for residents) or agency (acts as clerk)", required: true },
        name: { type: "string", description: "what people call it", required: true },
        cities: { type: "string", description: "codes with commas, or all", required: true },
        agency: { type: "string", description: "an agency's program: the kind of agency it works for" },
        scopes: { type: "string", description: "rights with commas (all of its kind by default)" },
      },
      run: ({ args }) =>
        command("partner add", () =>
          withInstalled(async ({ database, secrets }) => {
            const { client, kind, name, agency } = args;
            if (kind !== "channel" && kind !== "agency")
              throw new InstallationProblem("--kind is channel (acts for residents) or agency (acts as clerk)");
            const list = (text: string) => text.split(",").map((each) => each.trim());
            await secrets.load([installationCity]);
            const added = await addPartner(
              makeIdentity(database, secrets),
              commandLineActor(installationCity),
              {
                client,
                kind,
                name,
                cities: args.cities === "all" ? "all" : list(args.cities),
                agency,
                scopes: args.scopes === undefined ? partnerScopes[kind] : list(args.scopes),
              },
              new Date(),
            );
            await recordCommand(database, installationCity, "partner.add", client);
            print(`client_id      ${added.client}`, `client_secret  ${added.secret}`, "The secret is shown once.");
          }),
        ),
    }),
  },
});
