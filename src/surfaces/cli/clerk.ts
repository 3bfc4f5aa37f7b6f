import { defineCommand } from "citty";
import {
  addClerk,
  type Clerk,
  type ClerkRecord,
  clerksOf,
  type Identity,
  makeIdentity,
  type Role,
  recoverOperator,
  resetTotp,
} from "../../domain/identity/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import { InstallationProblem } from "../installation.ts";
import { recordCommand, withInstalled } from "./installed.ts";
import { command, print } from "./terminal.ts";

/**
 * Who acts when somebody with the machine's own rights uses the command line: they could write the tables anyway, so they get what a
 * city's office (or an operator) may do, and the record says that it was done here and by which account of the machine.
 */
export function commandLineActor(city: string): Clerk {
  const roles: Role[] = city === installationCity ? ["operator"] : ["office"];
  return { city, id: "command line", login: "command-line", name: "command line", agency: undefined, roles };
}

const cityArgument = {
  type: "string",
  description: "code of the city; 000000 is the installation",
  required: true,
} as const;

export const clerkCommand = defineCommand({
  meta: { name: "clerk", description: "Clerks: for the first one, and for lock-outs" },
  subCommands: {
    add: defineCommand({
      meta: { name: "add", description: "Add a clerk; prints the code for /staff/enrol" },
      args: {
        city: cityArgument,
        login: { type: "string", description: "3-40 small letters, digits, dots, hyphens", required: true },
        name: { type: "string", description: "full name", required: true },
        role: {
          type: "string",
          description: "clerk, lead, office, finance, auditor; several with commas",
          required: true,
        },
        agency: { type: "string", description: "kind of agency (public-security …); clerks and leads need one" },
      },
      run: ({ args }) =>
        command("clerk add", () =>
          withInstalled(async ({ database, secrets, settings }) => {
            const { city, login, name, agency } = args;
            await secrets.load([city, installationCity]);
            const identity = makeIdentity(database, secrets);
            const roles = args.role.split(",").map((role) => role.trim());
            const input = { city, login, name, roles, ...(agency === undefined ? {} : { agency }) };
            const enrolment = await addClerk(identity, commandLineActor(city), input, new Date());
            await recordCommand(database, city, "clerk.add", enrolment.clerk, { roles });
            showEnrolment(settings.baseUrl, enrolment);
          }),
        ),
    }),
    code: defineCommand({
      meta: { name: "code", description: "A new enrolment code for somebody who lost phone, password or code" },
      args: {
        city: cityArgument,
        login: { type: "string", description: "whose", required: true },
      },
      run: ({ args }) =>
        command("clerk code", () =>
          withInstalled(async ({ database, secrets, settings }) => {
            const { city, login } = args;
            await secrets.load([city, installationCity]);
            const identity = makeIdentity(database, secrets);
            const clerk = await findClerk(identity, city, login);
            const now = new Date();
            const enrolment = clerk.roles.includes("operator")
              ? await recoverOperator(identity, clerk.id, now)
              : await resetTotp(identity, commandLineActor(city), { city, clerk: clerk.id }, now);
            await recordCommand(database, city, "clerk.reset_totp", clerk.id);
            showEnrolment(settings.baseUrl, enrolment);
          }),
        ),
    }),
    list: defineCommand({
      meta: { name: "list", description: "Clerks of a city" },
      args: { city: cityArgument },
      run: ({ args }) =>
        command("clerk list", () =>
          withInstalled(async ({ database, secrets }) => {
            const identity = makeIdentity(database, secrets);
            for await (const clerk of everyClerk(identity, args.city)) {
              const state = clerk.suspendedAt ? "suspended" : clerk.enrolled ? "" : "not enrolled yet";
              print([clerk.login, clerk.name, clerk.roles.join(","), clerk.agency ?? "-", state].join("\t").trimEnd());
            }
          }),
        ),
    }),
  },
});

async function* everyClerk(identity: Identity, city: string): AsyncGenerator<ClerkRecord> {
  for (let after: string | undefined; ; ) {
    const page = await clerksOf(identity, city, { after, limit: 100 });
    yield* page.items;
    if (page.next === undefined) return;
    after = page.next;
  }
}

export async function findClerk(identity: Identity, city: string, login: string): Promise<ClerkRecord> {
  for await (const clerk of everyClerk(identity, city)) if (clerk.login === login.trim().toLowerCase()) return clerk;
  throw new InstallationProblem(
    `${city} has no clerk with the login ${login}: see "onewindow clerk list --city ${city}"`,
  );
}

/** The code is shown once: whoever it is for finishes with it, in a browser, within three days. */
export function showEnrolment(
  baseUrl: string,
  enrolment: { readonly login: string; readonly code: string; readonly until: Date },
): void {
  const code = enrolment.code.replaceAll(/(.{4})(?=.)/g, "$1-");
  print(
    `login          ${enrolment.login}`,
    `enrolment code ${code}`,
    `finish at      ${baseUrl}/staff/enrol (before ${enrolment.until.toISOString()})`,
  );
}
