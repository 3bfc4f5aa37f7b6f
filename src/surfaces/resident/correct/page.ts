import type { FastifyRequest } from "fastify";
import type { App } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { needResident } from "../../session.ts";
import { addresses } from "../journey/addresses.ts";
import { filesOfPage } from "../journey/read-posted.ts";
import { words } from "../journey/words.ts";
import { type Correction, correctionOf, sendCaseFile, showCorrection, takeCorrection } from "./correction.tsx";

type Asked = { Params: { readonly number: string } };
type OfFile = { Params: { readonly number: string; readonly file: string } };

const config = { access: "resident", owner: "cases" } as const;
const path = "/me/cases/:number/correct";

/** `GET` and `POST /me/cases/{number}/correct`: what the one notice asks for, and everything that was sent, to be put right. */
export function addCorrectPage(app: App, house: House): void {
  app.get<Asked>(path, { config }, async (request, reply) =>
    showCorrection(await own(house, request, request.params.number), request, reply),
  );

  app.post<Asked>(
    path,
    { config: { ...config, bodies: ["form", "files"], files: filesOfPage, anyCharacters: true } },
    async (request, reply) => takeCorrection(await own(house, request, request.params.number), request, reply),
  );

  app.get<OfFile>(`${path}/files/:file`, { config }, async (request, reply) =>
    sendCaseFile(await own(house, request, request.params.number), request.params.file, reply),
  );
}

/** A resident's own case; that of anybody else is not there. */
async function own(house: House, request: FastifyRequest, number: string): Promise<Correction> {
  const { resident } = await needResident(house, request);
  return correctionOf(house, number, ({ row }) => {
    if (row.applicant !== resident) return undefined;
    const home = addresses.mine(row.number);
    const by = { kind: "resident", id: resident } as const;
    return {
      ...{ resident, by, caller: resident, home },
      here: `${home}/correct`,
      back: words(request.language).correctBack,
    };
  });
}
