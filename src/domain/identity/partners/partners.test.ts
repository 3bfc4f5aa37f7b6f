import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, monday, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import {
  AccessTokens,
  addPartner,
  type Clerk,
  type Identity,
  makeIdentity,
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

  it("is registered by an operator alone, with rights of its kind", async () => {
    const office: Clerk = { ...operator, city: "430621", roles: ["office"] };
    await expect(addPartner(identity, office, { ...bank, client: "mine" }, monday)).rejects.toThrow(/not_found/);
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
