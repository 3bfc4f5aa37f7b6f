import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, monday, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import { auditEntries } from "../../audit/index.ts";
import {
  AccessTokens,
  addPartner,
  type Clerk,
  type Identity,
  makeIdentity,
  partnersOf,
  renewPartnerSecret,
  resumePartner,
  seedDemonstrationPartners,
  suspendPartner,
} from "../index.ts";

const operator: Clerk = {
  city: installationCity,
  id: "019a0000-0000-7000-8000-000000000001",
  login: "op",
  name: "韩朗",
  agency: undefined,
  roles: ["operator"],
};
const bank = {
  client: "county-bank",
  kind: "channel",
  name: "县银行",
  cities: ["430621"],
  scopes: ["cases.read"],
} as const;
const seconds = (count: number) => new Date(monday.getTime() + count * 1000);

let test: TestDatabase;
let identity: Identity;
let tokens: AccessTokens;
beforeAll(async () => {
  test = await testDatabase();
  identity = makeIdentity(test.database, test.secrets);
  tokens = new AccessTokens(identity);
});
afterAll(() => test.close());

describe("a partner's program", () => {
  it("gets a token for its secret that says what it may do, for an hour", async () => {
    const { client, secret } = await addPartner(identity, operator, bank, monday);
    expect(await tokens.issue(client, `${secret}x`, monday)).toBeUndefined();
    expect(await tokens.issue("nobody", secret, monday)).toBeUndefined();
    const issued = await tokens.issue(client, secret, monday);
    const token = issued?.token ?? "";
    const partner = { client, kind: "channel", cities: ["430621"], agency: undefined, scopes: ["cases.read"] };
    expect(await tokens.verify(token, monday)).toEqual(partner);
    expect(await new AccessTokens(identity).verify(token, seconds(3_599))).toEqual(partner);
    expect(await tokens.verify(token, seconds(3_600))).toBeUndefined();
    for (const forged of ["", "a.b.c", `${token}x`, token.slice(0, -2), "x".repeat(5_000), unsigned(token)]) {
      expect(await tokens.verify(forged, monday)).toBeUndefined();
    }
    const rows = await asOwner(test, (owner) => owner.query("select * from partner_clients"));
    expect(JSON.stringify(rows.rows)).not.toContain(secret);
  });

  it("is out within a minute of being suspended", async () => {
    const { client, secret } = await addPartner(
      identity,
      operator,
      { ...bank, client: "old-app", cities: "all" },
      monday,
    );
    const token = (await tokens.issue(client, secret, monday))?.token ?? "";
    expect((await tokens.verify(token, monday))?.cities).toBe("all");
    await suspendPartner(identity, operator, client, monday);
    expect(await tokens.verify(token, seconds(60))).toBeUndefined();
    expect(await tokens.issue(client, secret, monday)).toBeUndefined();
  });

  it("is let in again with its secret, and tokens from before stay ended", async () => {
    const { client, secret } = await addPartner(identity, operator, { ...bank, client: "back-again" }, monday);
    const token = (await tokens.issue(client, secret, monday))?.token ?? "";
    await suspendPartner(identity, operator, client, monday);
    await suspendPartner(identity, operator, client, monday);
    await resumePartner(identity, operator, client, seconds(1));
    await resumePartner(identity, operator, client, seconds(1));
    expect(await tokens.verify(token, seconds(2))).toBeUndefined();
    const fresh = (await tokens.issue(client, secret, seconds(2)))?.token ?? "";
    expect((await tokens.verify(fresh, seconds(2)))?.client).toBe(client);
    const { items } = await auditEntries(test.database, installationCity);
    const acts = items.filter(({ subject }) => subject === client).map(({ act }) => act);
    expect(acts).toEqual(["partner.resume", "partner.suspend", "partner.add"]);
  });

  it("gets a new secret: the old one and its tokens end at once, or when it was said", async () => {
    const { client, secret } = await addPartner(identity, operator, { ...bank, client: "leaky" }, monday);
    const leaked = (await tokens.issue(client, secret, monday))?.token ?? "";
    expect(await tokens.verify(leaked, monday)).toBeDefined();
    const renewed = await renewPartnerSecret(identity, operator, { client }, monday);
    // A token made in the same second by the new secret works, one by the old does not.
    expect(await tokens.issue(client, secret, monday)).toBeUndefined();
    const token = (await tokens.issue(client, renewed.secret, monday))?.token ?? "";
    expect(await tokens.verify(token, monday)).toBeDefined();
    expect(await new AccessTokens(identity).verify(leaked, monday)).toBeUndefined();
    expect(await tokens.verify(leaked, seconds(60))).toBeUndefined();

    const again = await renewPartnerSecret(identity, operator, { client, oldHours: 2 }, monday);
    expect(again.oldUntil).toEqual(seconds(7_200));
    expect(await tokens.verify(token, seconds(61))).toBeDefined();
    for (const works of [renewed.secret, again.secret]) {
      expect(await tokens.issue(client, works, seconds(7_199))).toBeDefined();
    }
    expect(await tokens.issue(client, secret, monday)).toBeUndefined();
    expect(await tokens.issue(client, renewed.secret, seconds(7_200))).toBeUndefined();
    expect(await tokens.issue(client, again.secret, seconds(7_200))).toBeDefined();
    expect((await partnersOf(identity, operator)).items.find((each) => each.client === client)).toMatchObject({
      name: "县银行",
      oldUntil: seconds(7_200),
      suspendedAt: undefined,
    });
    // Whoever suspends means the old secret too.
    await suspendPartner(identity, operator, client, seconds(1));
    await resumePartner(identity, operator, client, seconds(1));
    expect(await tokens.issue(client, renewed.secret, seconds(2))).toBeUndefined();
    for (const oldHours of [0, 1.5, 169, Number.NaN]) {
      const refused = renewPartnerSecret(identity, operator, { client, oldHours }, monday);
      await expect(refused).rejects.toMatchObject({ fields: [{ code: "old_hours" }] });
    }
    await expect(renewPartnerSecret(identity, operator, { client: "nobody-here" }, monday)).rejects.toThrow(
      /not_found/,
    );
    await expect(resumePartner(identity, operator, "nobody-here", monday)).rejects.toThrow(/not_found/);
    await expect(suspendPartner(identity, operator, "nobody-here", monday)).rejects.toThrow(/not_found/);
  });

  it("is registered by an operator alone, with rights of its kind", async () => {
    const office: Clerk = { ...operator, city: "430621", roles: ["office"] };
    await expect(addPartner(identity, office, { ...bank, client: "mine" }, monday)).rejects.toThrow(/not_found/);
    for (const act of [
      suspendPartner(identity, office, "county-bank", monday),
      resumePartner(identity, office, "county-bank", monday),
      renewPartnerSecret(identity, office, { client: "county-bank" }, monday),
      partnersOf(identity, office),
    ]) {
      await expect(act).rejects.toThrow(/not_found/);
    }
    await expect(addPartner(identity, operator, bank, monday)).rejects.toMatchObject({
      fields: [{ code: "client_taken" }],
    });
    const greedy = { ...bank, client: "A", name: "", cities: [], scopes: ["cases.act"] };
    await expect(addPartner(identity, operator, greedy, monday)).rejects.toMatchObject({
      fields: [{ field: "client" }, { field: "name" }, { field: "cities" }, { field: "scopes" }],
    });
  });

  it("of the demonstration exists in a demonstration only", async () => {
    await expect(seedDemonstrationPartners(identity, monday)).rejects.toThrow(/only a demonstration/);
    await asOwner(test, (owner) =>
      owner.query("insert into installation values (true, 'demonstration', '演示', now())"),
    );
    await seedDemonstrationPartners(identity, monday);
    await seedDemonstrationPartners(identity, monday);
    const token = (await tokens.issue("demo-agency", "demo-agency-secret", monday))?.token ?? "";
    expect(await tokens.verify(token, monday)).toMatchObject({
      kind: "agency",
      cities: "all",
      scopes: ["cases.read", "cases.act"],
    });
  });
});

/** The same claims under `alg: none`. */
function unsigned(token: string): string {
  const head = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url");
  return `${head}.${token.split(".")[1]}.`;
}
