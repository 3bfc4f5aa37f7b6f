import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";

const derive = promisify(argon2);

type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number };

/** The cost is stored with each password, so that it can grow. */
const costOf = (memory: number): Cost => ({ memory, passes: 2, parallelism: 1 });

// Each run holds 19 MiB and a thread of the pool: a flood of guesses waits in a short line instead of taking the machine.
const atOnce = 2;
const lineLimit = 50;
let running = 0;
const line: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (line.length >= lineLimit) {
      throw new Refusal({
        code: "busy",
        status: 503,
        retryAfterSeconds: 10,
        say: {
          zh: "现在登录的人较多，请稍后再试。",
          en: "Many people are signing in right now. Please try again shortly.",
        },
      });
    }
    await new Promise<void>((resolve) => line.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = line.shift();
    if (next) next();
    else running -= 1;
  }
}

/** `$argon2id$v=19$m=…,t=…,p=…$salt$hash` */
export async function hashPassword(password: string, memory: number): Promise<string> {
  const salt = randomBytes(16);
  const cost = costOf(memory);
  const hash = await inTurn(() => run(password, salt, cost));
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
}

/** Where there is no password to compare with, the same work is done for nothing: time must not tell. */
export async function verifyPassword(stored: string | undefined, password: string, memory: number): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored ?? "");
  const used = match
    ? { memory: Number(match[1]), passes: Number(match[2]), parallelism: Number(match[3]) }
    : costOf(memory);
  const salt = match ? Buffer.from(match[4] ?? "", "base64url") : Buffer.alloc(16);
  const made = await inTurn(() => run(password, salt, used));
  const expected = Buffer.from(match?.[5] ?? "", "base64url");
  return match !== null && expected.length === made.length && timingSafeEqual(expected, made);
}

function run(password: string, nonce: Buffer, used: Cost): Promise<Buffer> {
  // One text has one form, however a keyboard composes it (RFC 8265).
  const message = password.slice(0, 512).normalize("NFKC");
  return derive("argon2id", { message, nonce, tagLength: 32, ...used }) as Promise<Buffer>;
}

const common = [
  "123456789012",
  "1234567890123",
  "12345678901234",
  "111111111111",
  "abc123456789",
  "abcdefghijkl",
  "qwertyuiop12",
  "qwertyuiop123",
  "1qaz2wsx3edc",
  "1q2w3e4r5t6y",
  "password1234",
  "password12345",
  "passw0rd1234",
  "admin1234567",
  "administrator",
  "woaini123456",
  "woaini1314520",
  "zhengwu123456",
  "iloveyou1234",
  "letmein123456",
];

/** What is wrong with a new password; nothing where it will do: 12 to 128 characters, not easily guessed, not the login. */
export function passwordFaults(password: string, login: string): FieldError[] {
  const field = "password";
  const text = password.normalize("NFKC");
  const small = text.toLowerCase();
  const length = [...text].length;
  if (length < 12) {
    return [
      {
        field,
        code: "password_short",
        message: {
          zh: "密码至少 12 个字符，可以用几个词组成一句话。",
          en: "Use at least 12 characters; a few words together work well.",
        },
      },
    ];
  }
  if (length > 128) {
    return [
      {
        field,
        code: "password_long",
        message: { zh: "密码最多 128 个字符。", en: "Use at most 128 characters." },
      },
    ];
  }
  const guessable = new Set(small).size < 5 || common.includes(small) || small.includes(login.toLowerCase());
  if (!guessable) return [];
  return [
    {
      field,
      code: "password_common",
      message: {
        zh: "这个密码太容易被猜到。请不要使用登录名、连续或重复的字符。",
        en: "This password is easy to guess. Avoid your login and repeated or consecutive characters.",
      },
    },
  ];
}
