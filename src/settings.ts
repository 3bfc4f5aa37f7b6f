import { isIP } from "node:net";
import { join, resolve } from "node:path";

export type Role = "web" | "jobs";
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** What an installation decides about itself. Read once at start; nothing else reads the environment. */
export type Settings = {
  readonly port: number;
  readonly host: string;
  /** Where people reach this installation: an origin without a slash at the end. */
  readonly baseUrl: string;
  /** undefined: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Where relay, ticker and worker connect: `databaseUrl` unless said otherwise. */
  readonly jobsDatabaseUrl: string | undefined;
  /** Owner of the tables, read by init and migrate alone. */
  readonly ownerDatabaseUrl: string | undefined;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute. */
  readonly keysFile: string;
  readonly roles: readonly Role[];
  readonly workers: number;
  readonly logLevel: LogLevel;
  readonly demoPublic: boolean;
  readonly demoAgencies: boolean;
  readonly oidc: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string } | undefined;
  /** Messages by e-mail; undefined: none leave the house. */
  readonly smtp:
    | {
        readonly host: string;
        readonly port: number;
        readonly security: "tls" | "starttls" | "plain";
        readonly user: string;
        readonly password: string;
        readonly from: string;
      }
    | undefined;
  /** The virus scanner that looks at every file; undefined: none does. */
  readonly clamd: { readonly path: string } | { readonly host: string; readonly port: number } | undefined;
  readonly sms: { readonly url: string; readonly keyId: string; readonly secret: string } | undefined;
  readonly metricsToken: string | undefined;
  readonly trustedProxies: readonly string[];
  readonly rateLimitFactor: number;
};

/** One setting for people: what it is, what holds when it is not given, and why it exists. */
export type SettingNote = {
  readonly name: string;
  readonly type: string;
  readonly unset: string;
  readonly why: string;
};

export const settingNotes: readonly SettingNote[] = [
  {
    name: "PORT",
    type: "whole number 0–65535",
    unset: "3000",
    why: "the port to listen on; 0 takes any free one (tests)",
  },
  {
    name: "HOST",
    type: "address or host name",
    unset: "127.0.0.1",
    why: "a machine that was never told to serve others serves only itself",
  },
  {
    name: "BASE_URL",
    type: "origin, https://… (http only on this machine)",
    unset: "http://localhost:PORT",
    why: "links in messages, sign-in redirects, cookie names and HSTS follow from it",
  },
  {
    name: "DATABASE_URL",
    type: "postgres://…",
    unset: "an embedded PostgreSQL in DATA_DIR",
    why: "cities that run their own PostgreSQL or Citus name it here; the role must not own the tables",
  },
  {
    name: "JOBS_DATABASE_URL",
    type: "postgres://…",
    unset: "DATABASE_URL",
    why: "relay, ticker and worker talk to the coordinator when the database is distributed",
  },
  {
    name: "OWNER_DATABASE_URL",
    type: "postgres://…",
    unset: "none",
    why: "init and migrate change the schema; the serving processes never hold this right",
  },
  {
    name: "DATA_DIR",
    type: "directory",
    unset: "./data",
    why: "the embedded database, uploaded files and the demonstration's keys",
  },
  {
    name: "KEYS_FILE",
    type: "file, mode 0600",
    unset: "keys.json in DATA_DIR; required beside DATABASE_URL",
    why: "whoever holds database and keys reads everything, so an installation says where its keys lie",
  },
  {
    name: "ROLES",
    type: "web, jobs or web,jobs",
    unset: "web,jobs",
    why: "large installations run pages and background work on different machines",
  },
  {
    name: "WORKERS",
    type: "whole number 1–64",
    unset: "1",
    why: "processes that serve pages on this machine; one fills one core",
  },
  {
    name: "LOG_LEVEL",
    type: "debug, info, warn, error or silent",
    unset: "info",
    why: "info is one line per request; none of them holds personal data at any level",
  },
  {
    name: "DEMO_PUBLIC",
    type: "yes or no",
    unset: "no",
    why: "a demonstration signs anyone in as anyone, so showing it beyond this machine takes a decision",
  },
  {
    name: "DEMO_AGENCIES",
    type: "yes or no",
    unset: "yes",
    why: "a demonstration runs stand-ins of agencies' systems (sandbox/) beside itself; small machines may go without",
  },
  {
    name: "OIDC_ISSUER",
    type: "https://…",
    unset: "none; given together with the two below or not at all",
    why: "the identity provider residents sign in with",
  },
  { name: "OIDC_CLIENT_ID", type: "text", unset: "none", why: "who we are to the identity provider" },
  { name: "OIDC_CLIENT_SECRET", type: "text", unset: "none", why: "proves it to the identity provider" },
  {
    name: "SMTP_URL",
    type: "smtps://user:password@host:465?from=address, or smtp:// with STARTTLS",
    unset: "none: nobody is told by e-mail",
    why: "people who want it are told by e-mail beside the inbox; `from` is the sender",
  },
  {
    name: "SMS_URL",
    type: "https://…; given together with SMS_KEY or not at all",
    unset: "none: nobody is told by SMS",
    why: "the gateway that takes SMS (src/outside/messages/README.md)",
  },
  {
    name: "SMS_KEY",
    type: "name:secret, the secret at least 16 characters",
    unset: "none",
    why: "signs what goes to the gateway and its reports",
  },
  {
    name: "CLAMD",
    type: "unix:/run/clamav/clamd.ctl, or host:port",
    unset: "none: no file is looked at for viruses",
    why: "ClamAV's daemon looks at every file while it arrives; while it does not answer no file is taken",
  },
  {
    name: "METRICS_TOKEN",
    type: "at least 16 characters without spaces",
    unset: "none: /metrics answers this machine only",
    why: "a monitoring machine elsewhere sends it as a bearer token",
  },
  {
    name: "TRUSTED_PROXIES",
    type: "list of addresses, networks (10.0.0.0/8), loopback, uniquelocal",
    unset: "loopback",
    why: "only these may say for whom they ask (X-Forwarded-For); anyone else could lie past rate limits",
  },
  {
    name: "RATE_LIMIT_FACTOR",
    type: "number 0.1–10000",
    unset: "1",
    why: "halls and call centres share one address and need more; load tests need much more",
  },
];

export type BadSetting = {
  readonly name: string;
  readonly value: string;
  readonly wrong: string;
  readonly right: string;
};

/** Every bad setting at once, in words for the person at the terminal. Secrets are never repeated. */
export class SettingsError extends Error {
  readonly bad: readonly BadSetting[];
  constructor(bad: readonly BadSetting[]) {
    const lines = bad.map(({ name, value, wrong, right }) => `  ${name}=${value}\n    ${wrong}\n    ${right}`);
    super(`${bad.length === 1 ? "One setting is" : `${bad.length} settings are`} not usable:\n${lines.join("\n")}`);
    this.name = "SettingsError";
    this.bad = bad;
  }
}

/** Whether a host name or address means this machine itself. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare.endsWith(".localhost") || bare === "::1" || /^(::ffff:)?127\./.test(bare);
}

/** Whether others than this machine can reach the installation: a demonstration then needs DEMO_PUBLIC=yes. */
export function reachesBeyondLoopback(settings: Pick<Settings, "host" | "baseUrl">): boolean {
  return !isLoopback(settings.host) || !isLoopback(new URL(settings.baseUrl).hostname);
}

/**
 * Reads every setting from the environment. Empty means not given.
 * @throws SettingsError naming all settings that are not usable.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>, directory = process.cwd()): Settings {
  const bad: BadSetting[] = [];
  const given = (name: string): string | undefined => env[name]?.trim() || undefined;
  const refuse = (name: string, wrong: string, right: string): void => {
    const value = given(name) ?? "";
    const secret = /SECRET|TOKEN|DATABASE_URL|SMTP_URL|SMS_KEY/.test(name);
    bad.push({ name, value: secret && value !== "" ? "(not shown)" : value, wrong, right });
  };

  const number = (name: string, unset: number, least: number, most: number, whole: boolean): number => {
    const text = given(name);
    if (text === undefined) return unset;
    const value = Number(text);
    if (/^\d{1,6}(\.\d{1,3})?$/.test(text) && value >= least && value <= most && !(whole && !Number.isInteger(value)))
      return value;
    refuse(name, "is not a number within its limits.", `A ${whole ? "whole " : ""}number from ${least} to ${most}.`);
    return unset;
  };

  const choice = <C extends string>(name: string, unset: C, options: readonly C[]): C => {
    const text = given(name);
    if (text === undefined) return unset;
    const found = options.find((option) => option === text.toLowerCase());
    if (found === undefined) refuse(name, "is not one of the possible values.", `One of: ${options.join(", ")}.`);
    return found ?? unset;
  };

  const postgres = (name: string): string | undefined => {
    const text = given(name);
    if (text === undefined) return undefined;
    const url = URL.parse(text);
    const usable = url !== null && /^postgres(ql)?:$/.test(url.protocol);
    if (!usable)
      refuse(name, "is not the address of a PostgreSQL database.", "postgres://user:password@host:5432/name");
    return usable ? text : undefined;
  };

  const port = number("PORT", 3000, 0, 65535, true);
  const host = given("HOST") ?? "127.0.0.1";
  if (isIP(host) === 0 && !/^[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9-]{1,63})*$/i.test(host))
    refuse("HOST", "is neither an address nor a host name.", "127.0.0.1 for this machine, 0.0.0.0 for every network.");

  const demoPublic = choice("DEMO_PUBLIC", "no", ["yes", "no"]) === "yes";
  const baseUrl = readBaseUrl(given("BASE_URL"), { host, port, demoPublic }, (wrong, right) =>
    refuse("BASE_URL", wrong, right),
  );

  const databaseUrl = postgres("DATABASE_URL");
  const dataDir = resolve(directory, given("DATA_DIR") ?? "data");
  const keys = given("KEYS_FILE");
  if (keys === undefined && given("DATABASE_URL") !== undefined)
    refuse(
      "KEYS_FILE",
      "is not given, but DATABASE_URL is.",
      "The file that `onewindow init` made, for example /etc/onewindow/keys.json. Keys are never guessed.",
    );

  const roleNames = (given("ROLES") ?? "web,jobs").split(",").map((role) => role.trim().toLowerCase());
  const roles = (["web", "jobs"] as const).filter((role) => roleNames.includes(role));
  if (roles.length !== roleNames.length)
    refuse("ROLES", "names something else than web and jobs.", "web, jobs or web,jobs.");

  const oidc = readOidc(given, refuse);
  const smtp = readSmtp(given("SMTP_URL"), (wrong, right) => refuse("SMTP_URL", wrong, right));
  const sms = readSms(given, refuse);
  const clamd = readClamd(given("CLAMD"), (wrong, right) => refuse("CLAMD", wrong, right));

  const metricsToken = given("METRICS_TOKEN");
  if (metricsToken !== undefined && !/^[\x21-\x7e]{16,200}$/.test(metricsToken))
    refuse(
      "METRICS_TOKEN",
      "is too short or has spaces in it.",
      "16 to 200 characters, for example from `openssl rand -hex 24`.",
    );

  const trustedProxies = (given("TRUSTED_PROXIES") ?? "loopback").split(",").map((proxy) => proxy.trim());
  if (!trustedProxies.every(isProxy))
    refuse("TRUSTED_PROXIES", "is not a list of addresses or networks.", "For example: loopback,10.0.0.0/8");

  const settings: Settings = {
    port,
    host,
    baseUrl,
    databaseUrl,
    jobsDatabaseUrl: postgres("JOBS_DATABASE_URL") ?? databaseUrl,
    ownerDatabaseUrl: postgres("OWNER_DATABASE_URL"),
    dataDir,
    keysFile: keys === undefined ? join(dataDir, "keys.json") : resolve(directory, keys),
    roles,
    workers: number("WORKERS", 1, 1, 64, true),
    logLevel: choice("LOG_LEVEL", "info", ["debug", "info", "warn", "error", "silent"]),
    demoPublic,
    demoAgencies: choice("DEMO_AGENCIES", "yes", ["yes", "no"]) === "yes",
    oidc,
    smtp,
    sms,
    clamd,
    metricsToken,
    trustedProxies,
    rateLimitFactor: number("RATE_LIMIT_FACTOR", 1, 0.1, 10_000, false),
  };
  if (settings.jobsDatabaseUrl !== undefined && databaseUrl === undefined && given("DATABASE_URL") === undefined)
    refuse("JOBS_DATABASE_URL", "is given without DATABASE_URL.", "Give both, or none for the embedded database.");
  if (bad.length > 0) throw new SettingsError(bad);
  return settings;
}

type Bound = { readonly host: string; readonly port: number; readonly demoPublic: boolean };

function readBaseUrl(text: string | undefined, bound: Bound, refuse: (wrong: string, right: string) => void): string {
  const unset = `http://localhost:${bound.port}`;
  if (text === undefined) {
    if (!isLoopback(bound.host) && !bound.demoPublic)
      refuse(
        "is not given, but HOST serves other machines.",
        "The origin people type, for example https://zwfw.example.gov.cn",
      );
    return unset;
  }
  const url = URL.parse(text);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== "" ||
    url.search !== "" ||
    url.pathname !== "/"
  ) {
    refuse("is not an origin.", "Scheme, host and perhaps a port, without a path: https://zwfw.example.gov.cn");
    return unset;
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !bound.demoPublic)
    refuse("would send residents' sign-ins over the network unencrypted.", `Behind TLS: https://${url.host}`);
  return url.origin;
}

function readOidc(
  given: (name: string) => string | undefined,
  refuse: (name: string, wrong: string, right: string) => void,
): Settings["oidc"] {
  const issuer = given("OIDC_ISSUER");
  const clientId = given("OIDC_CLIENT_ID");
  const clientSecret = given("OIDC_CLIENT_SECRET");
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return undefined;
  for (const name of ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
    if (given(name) === undefined)
      refuse(
        name,
        "is missing beside the other OIDC settings.",
        "Give all three, as the identity provider issued them.",
      );
  const url = issuer === undefined ? null : URL.parse(issuer);
  if (
    issuer !== undefined &&
    (url === null || !(url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))))
  )
    refuse(
      "OIDC_ISSUER",
      "is not an https address.",
      "The issuer exactly as the provider's discovery document names it.",
    );
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return { issuer, clientId, clientSecret };
}

function readSmtp(text: string | undefined, refuse: (wrong: string, right: string) => void): Settings["smtp"] {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  const from = url?.searchParams.get("from") ?? "";
  if (
    url === null ||
    !/^smtps?:$/.test(url.protocol) ||
    url.hostname === "" ||
    !/^[^\s<>@]{1,64}@[^\s<>@]{1,190}$/.test(from)
  ) {
    refuse(
      "is not the address of a mail server with the sender's address.",
      "smtps://user:password@mail.example.gov.cn:465?from=no-reply@example.gov.cn",
    );
    return undefined;
  }
  const isTls = url.protocol === "smtps:";
  return {
    host: url.hostname,
    port: url.port === "" ? (isTls ? 465 : 587) : Number(url.port),
    security: isTls ? "tls" : isLoopback(url.hostname) ? "plain" : "starttls",
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    from,
  };
}

function readSms(
  given: (name: string) => string | undefined,
  refuse: (name: string, wrong: string, right: string) => void,
): Settings["sms"] {
  const text = given("SMS_URL");
  const key = given("SMS_KEY");
  if (text === undefined && key === undefined) return undefined;
  const url = text === undefined ? null : URL.parse(text);
  if (url === null || !(url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))))
    refuse(
      "SMS_URL",
      text === undefined ? "is missing beside SMS_KEY." : "is not an https address.",
      "Where the gateway takes messages.",
    );
  const [, keyId, secret] = /^([\x21-\x39\x3b-\x7e]{1,60}):([\x21-\x7e]{16,200})$/.exec(key ?? "") ?? [];
  if (keyId === undefined || secret === undefined) {
    refuse(
      "SMS_KEY",
      key === undefined ? "is missing beside SMS_URL." : "is not name:secret.",
      "As the gateway's operator issued it: name:secret.",
    );
    return undefined;
  }
  return url === null ? undefined : { url: url.href, keyId, secret };
}

function readClamd(text: string | undefined, refuse: (wrong: string, right: string) => void): Settings["clamd"] {
  if (text === undefined) return undefined;
  const path = /^unix:(\/[^\0]{1,100})$/.exec(text)?.[1];
  if (path !== undefined) return { path };
  const [, host = "", port = ""] = /^(\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9.-]{0,252}):(\d{1,5})$/i.exec(text) ?? [];
  if (host !== "" && Number(port) > 0 && Number(port) <= 65535) {
    return { host: host.replaceAll(/[[\]]/g, ""), port: Number(port) };
  }
  refuse("is neither a socket nor a host with a port.", "unix:/run/clamav/clamd.ctl, or 127.0.0.1:3310");
  return undefined;
}

function isProxy(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text)) return true;
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}
