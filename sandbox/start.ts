import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { dayOf } from "./support/days.ts";
import { newSecret, writeWhole } from "./support/keys.ts";
import { isGateway, type ProcessName, processNames } from "./support/names.ts";

export type { ProcessName } from "./support/names.ts";
export { processNames } from "./support/names.ts";

export type SandboxOptions = {
  /** Where keys, cases and `sandbox.json` live; left out: a temporary folder that goes with `stop`. */
  readonly data?: string;
  /** Which of them; left out: all. */
  readonly only?: readonly ProcessName[];
  readonly seed?: number;
  /** The day up to which records go, YYYY-MM-DD; left out: today. */
  readonly today?: string;
  /** Milliseconds after which cases move on by themselves; left out: as told. */
  readonly pace?: number;
};

/** How to reach a process. What it does not have (a public key, an address) is not there. */
export type Connected = {
  readonly pid: number;
  readonly control: string;
  readonly address?: string;
  readonly token?: string;
  readonly key_id?: string;
  /** PEM (SPKI, Ed25519). */
  readonly public_key?: string;
  readonly secret?: string;
  readonly directory?: string;
  /** Of the treasury: merchants of its cashier, one for each way of signing; keys of ed25519 and rsa2 in PEM, of sm2 in hex. */
  readonly cashiers?: readonly {
    readonly merchant: string;
    readonly algorithm: "ed25519" | "rsa2" | "sm2";
    readonly key_id: string;
    readonly private_key: string;
    readonly treasury_key_id: string;
    readonly treasury_public_key: string;
  }[];
  /** Of the treasury: an app of WeChat's non-tax platform. */
  readonly nontax?: {
    readonly appid: string;
    readonly app_secret: string;
    readonly service_id: number;
    readonly bank_id: string;
    readonly mch_id: string;
  };
  readonly wechat?: WechatPaySays;
  /** What the owner of the app made at the start copies from Alipay: numbers, the app's private key (base64), Alipay's public key, certificates. */
  readonly alipay?: Readonly<
    Record<"app_id" | "seller_id" | "private_key" | "public_key" | "certificate" | "root_certificates", string>
  >;
  readonly smtp?: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
};

/** What WeChat Pay's stand-in tells whoever tries it: its own key, and two merchants with theirs (the second one a service provider). */
export type WechatPaySays = {
  readonly public_key: { readonly id: string; readonly pem: string };
  readonly merchants: readonly {
    readonly mchid: string;
    readonly name: string;
    readonly serial_no: string;
    readonly private_key: string;
    readonly api_v3_key: string;
    /** Secrets by appid: an official account, then a mini program. */
    readonly apps: Readonly<Record<string, string>>;
    readonly subs?: Readonly<
      Record<string, { readonly name: string; readonly apps: Readonly<Record<string, string>> }>
    >;
  }[];
};

/** What `sandbox.json` says. */
export type SandboxFile = {
  readonly seed: number;
  readonly today: string;
  readonly control_key: string;
  readonly processes: Readonly<Partial<Record<ProcessName, Connected>>>;
};

/** The words of a mood are in README.md, "Misbehaving". */
export type MoodWish = { readonly mood: string; readonly [word: string]: unknown };

export type Sandbox = {
  readonly data: string;
  /** As `sandbox.json` says it now. */
  readonly file: () => SandboxFile;
  /** Throws where it was not started. */
  readonly at: (name: ProcessName) => Connected;
  readonly mood: (name: ProcessName, ...moods: readonly MoodWish[]) => Promise<void>;
  /** Asks the control interface: `control("court", "GET /control/pushes")`. Throws what it refuses. */
  readonly control: <T = Record<string, unknown>>(name: ProcessName, what: string, wish?: object) => Promise<T>;
  /** Ends a process without a word (SIGKILL); `revive` starts it again where it was, with all it kept. */
  readonly kill: (name: ProcessName) => Promise<void>;
  readonly revive: (name: ProcessName) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Running = { readonly child: ChildProcess; readonly connected: Connected };

const patience = 30_000;
const defaultSeed = 20_260_901;

/** Starts the stand-ins, each a process of its own on free ports of this machine. They end with `stop` and with this process. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const temporary = options.data === undefined;
  const data = options.data ?? mkdtempSync(join(tmpdir(), "onewindow-sandbox-"));
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const path = join(data, "sandbox.json");
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as SandboxFile) : undefined;
  const seed = options.seed ?? before?.seed ?? defaultSeed;
  const today = options.today ?? dayOf(new Date());
  const controlKey = before?.control_key ?? newSecret();
  const running = new Map<ProcessName, Running>();

  const file = (): SandboxFile => ({
    seed,
    today,
    control_key: controlKey,
    processes: Object.fromEntries(
      processNames.flatMap((name) => {
        const one = running.get(name);
        return one ? [[name, one.connected]] : [];
      }),
    ),
  });
  const start = async (name: ProcessName, known: Connected | undefined) => {
    const common = ["--data", data, "--seed", String(seed), "--today", today, "--with-parent"];
    const args = [name, ...common, ...(options.pace === undefined ? [] : ["--pace", String(options.pace)])];
    try {
      running.set(name, await startOne([...args, ...ports(known)], controlKey));
    } catch (error) {
      if (!known) throw error;
      // Somebody else took its ports meanwhile.
      running.set(name, await startOne(args, controlKey));
    }
  };
  const stop = async () => {
    await Promise.all([...running.values()].map(({ child }) => end(child)));
    running.clear();
    if (temporary) rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  const at = (name: ProcessName): Connected => {
    const one = running.get(name);
    if (!one) throw new Error(`${name} was not started`);
    return one.connected;
  };
  const control = async <T>(name: ProcessName, what: string, wish?: object): Promise<T> => {
    const [method = "GET", target = ""] = what.split(" ");
    const answer = await fetch(at(name).control + target, {
      method,
      headers: { authorization: `Bearer ${controlKey}` },
      ...(wish === undefined ? {} : { body: JSON.stringify(wish) }),
      signal: AbortSignal.timeout(patience),
    });
    if (!answer.ok) throw new Error(`${name} ${what}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };

  try {
    await Promise.all((options.only ?? processNames).map((name) => start(name, before?.processes[name])));
  } catch (error) {
    await stop();
    throw error;
  }
  writeWhole(path, `${JSON.stringify(file(), null, 2)}\n`);
  return {
    data,
    file,
    at,
    control,
    mood: async (name, ...moods) => {
      for (const mood of moods) await control(name, "POST /control/mood", mood);
    },
    kill: async (name) => {
      at(name);
      const child = running.get(name)?.child;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
    revive: async (name) => {
      await start(name, at(name));
      writeWhole(path, `${JSON.stringify(file(), null, 2)}\n`);
    },
    stop,
  };
}

const portOf = (address: string | undefined): string => (address ? new URL(address).port : "0");

function ports(known: Connected | undefined): string[] {
  if (!known) return [];
  const second = String(known.smtp?.port ?? 0);
  return ["--port", portOf(known.address), "--control-port", portOf(known.control), "--second-port", second];
}

async function startOne(args: readonly string[], controlKey: string): Promise<Running> {
  const main = join(import.meta.dirname, "main.ts");
  // A gateway keeps every payment of a long run.
  const most = isGateway(args[0]) ? 512 : 128;
  const child = spawn(process.execPath, ["--max-semi-space-size=1", `--max-old-space-size=${most}`, main, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      PATH: process.env["PATH"],
      SANDBOX_CONTROL_KEY: controlKey,
      // Types are stripped once, not by each of them.
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? join(tmpdir(), "onewindow-sandbox-compiled"),
      NODE_NO_WARNINGS: "1",
    },
  });
  try {
    const ready = await readyLine(child);
    // The pipe at its other end tells the child that we live; what it says later is nobody's.
    child.stdin?.on("error", () => undefined);
    child.stdout?.resume();
    const { ready: _name, ...says } = ready;
    return { child, connected: { pid: child.pid ?? 0, ...says } as Connected };
  } catch (error) {
    await end(child);
    throw error;
  }
}

/** The first line a child says; throws when it ends or dawdles before. */
async function readyLine(child: ChildProcess): Promise<Record<string, unknown>> {
  if (!child.stdout) throw new Error("its output is not ours");
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(patience);
  const ended = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.join(" ")} ended before it was ready (${code})`);
  });
  try {
    const [line] = (await Promise.race([once(lines, "line", { signal }), ended])) as [string];
    return JSON.parse(line) as Record<string, unknown>;
  } finally {
    ended.catch(() => undefined);
    lines.close();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await gone;
  clearTimeout(timer);
}
