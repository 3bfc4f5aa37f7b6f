import { generateSync } from "otplib";
import type { Database } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { installationCity, type Secrets } from "../../../foundation/secrets/index.ts";
import {
  addClerk,
  addFirstOperator,
  beginEnrolment,
  type Clerk,
  clerkOf,
  type Enrolment,
  enrolClerk,
  type Identity,
  makeIdentity,
  type Role,
  signInClerk,
} from "../index.ts";

export const password = "洞庭湖边的四棵老柳树站着";
export const minutes = (count: number) => count * 60_000;

export type Enrolled = { clerk: Clerk; login: string; secret: string; recoveryCodes: readonly string[] };

type TestDatabase = { readonly database: Database; readonly secrets: Secrets; readonly clock: { now: Date } };

/** Staff for the tests: an enrolled operator and office clerk, and ways to add more. */
export class TestStaff {
  readonly test: TestDatabase;
  readonly identity: Identity;

  constructor(test: TestDatabase) {
    this.test = test;
    this.identity = makeIdentity(test.database, test.secrets, { refusalTakes: 0, passwordMemory: 1_024 });
  }

  now = (): Date => this.test.clock.now;

  /** Moves the clock on, so that the next code is a fresh one. */
  later = (milliseconds = 60_000): Date => {
    this.test.clock.now = new Date(this.test.clock.now.getTime() + milliseconds);
    return this.test.clock.now;
  };

  code = (secret: string, at: Date = this.now()): string =>
    generateSync({ secret, epoch: Math.floor(at.getTime() / 1000) });

  add = (actor: Clerk, login: string, roles: Role[], where: string = "430621"): Promise<Enrolment> => {
    const agency = roles.includes("clerk") || roles.includes("lead") ? "public-security" : undefined;
    return addClerk(this.identity, actor, { city: where, login, name: "测试人员", agency, roles }, this.now());
  };

  enrol = async (enrolment: Enrolment, where: string = "430621"): Promise<Enrolled> => {
    const proof = { login: enrolment.login, code: enrolment.code };
    const { secret } = await beginEnrolment(this.identity, proof, this.now());
    const input = { password, totp: this.code(secret) };
    const { recoveryCodes } = await enrolClerk(this.identity, proof, input, this.now());
    const clerk = await clerkOf(this.identity, where, enrolment.clerk);
    if (!clerk) throw new Error("the clerk is not there");
    return { clerk, login: enrolment.login, secret, recoveryCodes };
  };

  signIn = (who: Enrolled, at: Date = this.later()) =>
    signInClerk(this.identity, { login: who.login, password, code: this.code(who.secret, at) }, at);

  /** The first operator: of two who set the installation up at once, one. */
  firstOperator = async (): Promise<Enrolled> => {
    const both = await Promise.allSettled(
      ["op.one", "op.uno"].map((login) => addFirstOperator(this.identity, { login, name: "韩朗" }, this.now())),
    );
    const [first, ...more] = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    if (!first || more.length > 0) throw new Error("there must be one first operator");
    return this.enrol(first, installationCity);
  };
}

/** The code of a refusal with its fields: `invalid login:login_taken`. */
export async function refused(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw error ?? new Error("it was not refused");
  return [error.code, ...error.fields.map((field) => `${field.field}:${field.code}`)].join(" ");
}
