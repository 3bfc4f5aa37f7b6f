import { defineCommand } from "citty";
import { clerksOf, makeIdentity } from "../../../domain/identity/index.ts";
import { installationCity, type SealAlgorithm } from "../../../foundation/secrets/index.ts";
import { readSettings, type Settings } from "../../../settings.ts";
import { holdDataDirectory, InstallationProblem, reach } from "../../installation.ts";
import { findDivision, readAlgorithm, readOffer } from "../city-arguments.ts";
import { command, isInteractive, print, step } from "../terminal.ts";
import { addFirstPeople, type FirstPeople, type Ground, layGround } from "./install.ts";
import { askAgencies, askCity, askOffer, askText, readAgencies } from "./questions.ts";

type Answers = {
  readonly name: string;
  readonly operatorLogin: string | undefined;
  readonly operatorName: string | undefined;
  readonly city: string | undefined;
  readonly clerkLogin: string | undefined;
  readonly clerkName: string | undefined;
  readonly offer: string | undefined;
  readonly agencies: string | undefined;
  readonly phone: string;
  readonly algorithm: SealAlgorithm;
  readonly filingNumber: string | undefined;
};

const text = (description: string) => ({ type: "string", description }) as const;

export const initCommand = defineCommand({
  meta: {
    name: "init",
    description: "Make a real installation; asks for what no flag says, goes on where it was interrupted",
  },
  args: {
    name: { ...text("what this installation is called"), default: "Onewindow 一窗" },
    "operator-login": text("the first operator's login"),
    "operator-name": text("the first operator's name"),
    city: text("the first city, by code or name"),
    "clerk-login": text("login of the city office's first clerk"),
    "clerk-name": text("name of the city office's first clerk"),
    offer: text(
      "services to show once nothing needed is missing, by code with commas, or all; all wait hidden until then",
    ),
    agencies: text("names of agencies: public-security=岳阳县公安局|Yueyang County Public Security Bureau; …"),
    phone: { ...text("service line on every page"), default: "12345" },
    algorithm: { ...text("aes-256-gcm, or sm4-gcm for cities that must"), default: "aes-256-gcm" },
    "filing-number": text("备案号 shown on every page"),
  },
  run: ({ args }) =>
    command("init", () =>
      init({
        name: args.name,
        operatorLogin: args["operator-login"],
        operatorName: args["operator-name"],
        city: args.city,
        clerkLogin: args["clerk-login"],
        clerkName: args["clerk-name"],
        offer: args.offer,
        agencies: args.agencies,
        phone: args.phone,
        algorithm: readAlgorithm(args.algorithm),
        filingNumber: args["filing-number"],
      }),
    ),
});

async function init(answers: Answers): Promise<void> {
  const settings = readSettings(process.env);
  const interactive = isInteractive();
  // Whatever can be wrong is said before anything is made.
  const agencies = answers.agencies === undefined ? undefined : readAgencies(answers.agencies);
  if (!interactive) demandFlags(answers);
  if (settings.databaseUrl !== undefined && settings.ownerDatabaseUrl === undefined) {
    throw new InstallationProblem(
      "OWNER_DATABASE_URL is needed beside DATABASE_URL: the owner makes the tables, the program (onewindow_app in DATABASE_URL) only uses them",
    );
  }
  const release = settings.databaseUrl === undefined ? holdDataDirectory(settings.dataDir) : () => undefined;
  try {
    step(settings.databaseUrl === undefined ? `database in ${settings.dataDir}` : "database of DATABASE_URL");
    const reached = await reach(settings, step);
    try {
      const now = new Date();
      const ground = await layGround(settings, reached, answers.name, now);
      try {
        const first = await complete(ground, answers, agencies, interactive);
        await addFirstPeople(ground, settings, first, now);
      } finally {
        await ground.database.close();
      }
      showNext(settings);
    } finally {
      await reached.embedded?.stop();
    }
  } finally {
    release();
  }
}

function demandFlags(answers: Answers): void {
  const needed = {
    "--operator-login": answers.operatorLogin,
    "--operator-name": answers.operatorName,
    "--city": answers.city,
    "--clerk-login": answers.clerkLogin,
    "--clerk-name": answers.clerkName,
  };
  const missing = Object.entries(needed).flatMap(([flag, value]) => (value === undefined ? [flag] : []));
  if (missing.length > 0)
    throw new InstallationProblem(`nobody is at a terminal to ask, and these flags are missing: ${missing.join(", ")}`);
}

/** Flags first, then questions; nobody is asked about people who are there already. */
async function complete(
  ground: Ground,
  answers: Answers,
  agencies: FirstPeople["city"]["agencies"] | undefined,
  interactive: boolean,
): Promise<FirstPeople> {
  const { regions, catalogue, database, secrets } = ground;
  const identity = makeIdentity(database, secrets);
  const someoneIn = async (city: string) => (await clerksOf(identity, city, { limit: 1 })).items.length > 0;
  const person = async (who: string, login: string | undefined, name: string | undefined, there: boolean) => {
    if (there && (login === undefined || name === undefined)) return undefined;
    return {
      login: login ?? (await askText(`Login of ${who} (3-40 small letters, digits, dots, hyphens)`)),
      name: name ?? (await askText(`Name of ${who}`)),
    };
  };
  const operator = await person(
    "the first operator 第一位运维管理员",
    answers.operatorLogin,
    answers.operatorName,
    await someoneIn(installationCity),
  );
  const division =
    answers.city === undefined ? await askCity(regions.divisions) : findDivision(regions.divisions, answers.city);
  const open = regions.city(division.code) !== undefined;
  const clerk = await person(
    `the office of ${division.name.zh} 政务服务管理人员`,
    answers.clerkLogin,
    answers.clerkName,
    open && (await someoneIn(division.code)),
  );
  const ask = interactive && !open;
  const shown =
    answers.offer === undefined && ask ? await askOffer(catalogue) : readOffer(answers.offer ?? "", catalogue);
  const names = agencies ?? (ask ? await askAgencies(catalogue, division.name) : new Map());
  return {
    operator,
    city: {
      code: division.code,
      name: division.name,
      phone: answers.phone,
      filingNumber: answers.filingNumber,
      algorithm: answers.algorithm,
      shown,
      agencies: names,
    },
    clerk,
  };
}

function showNext(settings: Settings): void {
  print(
    "",
    "This is a real installation. What follows:",
    `  1. copy ${settings.keysFile} to a place apart from the backups: without it nobody ever opens what is sealed`,
    "  2. onewindow start",
    "  3. operator and clerk finish at the address above, each with the code and an authenticator app",
    "  4. onewindow doctor",
  );
}
