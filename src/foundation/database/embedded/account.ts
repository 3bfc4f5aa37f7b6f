import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { EmbeddedProblem } from "./problem.ts";

/** The system account the server runs under, when it is not our own. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number };

type PasswdEntry = Account;

function passwd(): PasswdEntry[] {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** The name of a user id as people know it, or the id itself. */
export function userName(uid: number): string {
  try {
    return passwd().find((entry) => entry.uid === uid)?.name ?? `user ${uid}`;
  } catch {
    return `user ${uid}`;
  }
}

/**
 * Which account runs the server: our own (undefined) unless we are root, whom PostgreSQL refuses. Root keeps the owner of an
 * existing cluster; for a new one it takes `postgres` or, where there is none, `nobody` (initdb needs an account with a name).
 */
export function serverAccount(owner: { uid: number; gid: number } | undefined): Account | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  if (owner && owner.uid !== 0) return { name: userName(owner.uid), uid: owner.uid, gid: owner.gid };
  const entries = passwd().filter((entry) => entry.uid !== 0);
  const entry = entries.find(({ name }) => name === "postgres") ?? entries.find(({ name }) => name === "nobody");
  if (!entry) {
    throw new EmbeddedProblem(
      "account_missing",
      "PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody. " +
        "Create one (useradd --system postgres) or start Onewindow as an ordinary user.",
    );
  }
  return entry;
}

/** uid and gid as child_process wants them: nothing when the server runs as ourselves. */
export function spawnAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** Whether the account can walk into a folder. Asked of the system itself, because modes alone do not tell (ACLs, mounts). */
export function canEnter(account: Account | undefined, folder: string): boolean {
  const result = spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], {
    ...spawnAs(account),
    cwd: "/",
    stdio: "ignore",
    timeout: 10_000,
  });
  return result.status === 0;
}
