import { isIdType, signInResident } from "../../src/domain/identity/index.ts";
import { cookiesFor } from "../../src/foundation/http/index.ts";
import { createMetrics } from "../../src/foundation/metrics/index.ts";
import type { House } from "../../src/surfaces/house.ts";
import { addPublicResidentPages } from "../../src/surfaces/resident/routes-public.ts";
import { openWeb } from "../../src/surfaces/web.tsx";
import { freePort, type TestHouse, testHouse } from "./house.ts";
import { claimsOf, type Sub } from "./own-pages.ts";
import type { Visitor } from "./visitor.ts";

export type ResidentWeb = {
  readonly house: House;
  readonly test: TestHouse;
  readonly baseUrl: string;
  /** Signs in one of the demonstration's people in this browser, without the pages that lead there. */
  signIn(who: Visitor, sub: Sub): Promise<string>;
  close(): Promise<void>;
};

/** The pages from a city's home to a sent case, alone, over a demonstration. */
export async function residentWeb(): Promise<ResidentWeb> {
  const test = await testHouse();
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const house = { ...test.house, metrics: createMetrics(), settings: { ...test.house.settings, port, baseUrl } };
  const server = await openWeb(house, [addPublicResidentPages]);
  await server.listen();
  server.started();
  return {
    house,
    test,
    baseUrl,
    async signIn(who, sub) {
      const claims = claimsOf(sub);
      const idType = claims["id_type"];
      if (!isIdType(idType)) throw new Error(`${sub} has no document`);
      const session = await signInResident(
        house.identity,
        {
          idType,
          idNumber: claims["id_number"] ?? "",
          name: claims["name"] ?? "",
          phone: claims["phone_number"],
          hukouDivision: claims["hukou_division"],
          address: claims["address"],
        },
        house.clock(),
      );
      who.cookies.set(cookiesFor(baseUrl).names.session, session.token);
      return session.resident;
    },
    async close() {
      await server.stop(500);
      await test.close();
    },
  };
}
