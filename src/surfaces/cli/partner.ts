import { defineCommand } from "citty";
import {
  addPartner,
  type Clerk,
  type Identity,
  makeIdentity,
  oldSecretHours,
  type PartnerRecord,
  partnerScopes,
  partnersOf,
  renewPartnerSecret,
  resumePartner,
  suspendPartner,
} from "../../domain/identity/index.ts";
import type { Database } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import { InstallationProblem } from "../installation.ts";
import { commandLineActor } from "./clerk.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { command, print } from "./terminal.ts";

const clientArgument = { type: "positional", description: "its name for the API: bank-app", required: true } as const;

export const partnerCommand = defineCommand({
  meta: { name: "partner", description: "Programs that use the API" },
  subCommands: {
    add: defineCommand({
      meta: { name: "add", description: "Register a program; prints its secret once" },
      args: {
        client: clientArgument,
        kind: { type: "string", description: "channel (acts for residents) or agency (acts as clerk)", required: true },
        name: { type: "string", description: "what people call it", required: true },
        cities: { type: "string", description: "codes with commas, or all", required: true },
        agency: { type: "string", description: "an agency's program: the kind of agency it works for" },
        scopes: { type: "string", description: "rights with commas (all of its kind by default)" },
      },
      run: ({ args }) =>
        command("partner add", () =>
          withPartners(async ({ identity, actor, database }) => {
            const { client, kind, name, agency } = args;
            if (kind !== "channel" && kind !== "agency")
              throw new InstallationProblem("--kind is channel (acts for residents) or agency (acts as clerk)");
            const list = (text: string) => text.split(",").map((each) => each.trim());
            const added = await addPartner(
              identity,
              actor,
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
    list: defineCommand({
      meta: { name: "list", description: "Programs that use the API, and which are suspended; no secret is shown" },
      run: () =>
        command("partner list", () =>
          withPartners(async ({ identity, actor }) => {
            const now = new Date();
            let count = 0;
            for (let after: string | undefined = ""; after !== undefined; ) {
              const page: Awaited<ReturnType<typeof partnersOf>> = await partnersOf(identity, actor, after);
              print(...page.items.map((each) => lineOf(each, now)));
              count += page.items.length;
              after = page.next;
            }
            if (count === 0) print("no program is registered");
          }),
        ),
    }),
    suspend: defineCommand({
      meta: {
        name: "suspend",
        description: "Keep a program out: its tokens end within a minute, its secret gets no new one",
      },
      args: { client: clientArgument },
      run: ({ args: { client } }) =>
        command("partner suspend", () =>
          withPartner(client, async ({ identity, actor, database }) => {
            await suspendPartner(identity, actor, client, new Date());
            await recordCommand(database, installationCity, "partner.suspend", client);
            print(
              `${client} is suspended. Tokens it holds end within a minute.`,
              `Let in again: onewindow partner resume ${client}; where its secret leaked, first: onewindow partner secret ${client}`,
            );
          }),
        ),
    }),
    resume: defineCommand({
      meta: { name: "resume", description: "Let a suspended program in again, with the secret it has" },
      args: { client: clientArgument },
      run: ({ args: { client } }) =>
        command("partner resume", () =>
          withPartner(client, async ({ identity, actor, database }) => {
            await resumePartner(identity, actor, client, new Date());
            await recordCommand(database, installationCity, "partner.resume", client);
            print(`${client} is let in again; tokens from before stay ended.`);
          }),
        ),
    }),
    secret: defineCommand({
      meta: { name: "secret", description: "A new secret, printed once; the old one and its tokens end at once" },
      args: {
        client: clientArgument,
        "keep-old": {
          type: "string",
          description: `hours the old secret still works, 1 to ${oldSecretHours}: for a change-over without a gap, never where it leaked`,
        },
      },
      run: ({ args }) =>
        command("partner secret", () =>
          withPartner(args.client, async ({ identity, actor, database }) => {
            const { client } = args;
            const typed = args["keep-old"];
            if (typed !== undefined && !/^\d{1,4}$/.test(typed))
              throw new InstallationProblem(`--keep-old is a number of hours, 1 to ${oldSecretHours}`);
            const oldHours = typed === undefined ? undefined : Number(typed);
            const renewed = await renewPartnerSecret(identity, actor, { client, oldHours }, new Date());
            await recordCommand(database, installationCity, "partner.secret", client);
            print(
              `client_id      ${client}`,
              `client_secret  ${renewed.secret}`,
              "The secret is shown once.",
              renewed.oldUntil
                ? `The old one works until ${renewed.oldUntil.toISOString()}.`
                : "The old one has ended; tokens it opened end within a minute.",
            );
          }),
        ),
    }),
  },
});

type WithPartners = { readonly identity: Identity; readonly actor: Clerk; readonly database: Database };

async function withPartners(work: (parts: WithPartners) => Promise<void>): Promise<void> {
  await withInstalled(async ({ database, secrets }) => {
    await secrets.load([installationCity]);
    await work({ identity: makeIdentity(database, secrets), actor: commandLineActor(installationCity), database });
  });
}

/** The same, for a program that has to be there. */
async function withPartner(client: string, work: (parts: WithPartners) => Promise<void>): Promise<void> {
  await withPartners(async (parts) => {
    try {
      await work(parts);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "not_found") throw error;
      throw new InstallationProblem(`no program is called ${client}: "onewindow partner list" names them`);
    }
  });
}

function lineOf(partner: PartnerRecord, now: Date): string {
  const { client, kind, name, agency, suspendedAt, oldUntil, scopes, createdAt } = partner;
  const cities = partner.cities === "all" ? "all cities" : partner.cities.join(",");
  const old = oldUntil && now < oldUntil ? `, its old secret works until ${oldUntil.toISOString()}` : "";
  const state = suspendedAt ? `SUSPENDED since ${suspendedAt.toISOString()}` : `in use${old}`;
  const whose = agency === undefined ? kind : `${kind} of ${agency}`;
  return `${client}  ${name}  ${whose}  ${cities}  ${scopes.join(",")}  since ${createdAt.toISOString()}  ${state}`;
}
