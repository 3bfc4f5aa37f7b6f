import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static, TSchema } from "typebox";
import type { AccessTokens } from "../../domain/identity/index.ts";
import type { App } from "../../foundation/http/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { bodyHash, type Idempotency } from "../../foundation/idempotency/index.ts";
import type { House } from "../house.ts";
import { authorisation, idempotencyKey, identification, type Needs, partnerOf } from "./authorise.ts";
import type { ProblemCode } from "./problems.ts";
import { demandSignature, type KeyOf } from "./signed.ts";

type Shapes = {
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly answer: TSchema;
};

/** Files a program sends as a form: bytes of one, how many, and what their parts are called. */
export type FilesOfForm = { readonly maxBytes: number; readonly maxFiles: number; readonly say: Text };

/** One endpoint: what the description shows and what the server does come from the same place. */
export type Endpoint<S extends Shapes = Shapes> = S & {
  readonly method: "GET" | "POST";
  /** Under /api/v1, parameters in braces. */
  readonly path: string;
  readonly id: string;
  readonly group: "places" | "services" | "cases" | "payments";
  readonly summary: Text;
  readonly more?: Text;
  readonly owner: string;
  /** Why sending it again does no harm, where its Idempotency-Key makes no second answer the first; every other write keeps its answer. */
  readonly again?: Text;
  /** How often it may be asked, beside what holds for every token. */
  readonly limit?: "verify";
  /** Undefined: open to everyone, without a token. */
  readonly needs?: Needs;
  /** For the person who is signed in, by the cookie of their session; reading only. */
  readonly own?: true;
  /** The body is a form with files, read while they arrive (`readParts`). */
  readonly files?: FilesOfForm;
  /** Signed by the sender in place of a token and an Idempotency-Key; see `signedOf`. */
  readonly signed?: KeyOf;
  readonly status: 200 | 201;
  /** The answer is a text of this type instead of JSON. */
  readonly media?: string;
  /** Another good answer the endpoint can give, as `PreparedJson` with its own status. */
  readonly also?: { readonly status: 202; readonly answer: TSchema; readonly say: Text };
  readonly headers?: Readonly<Record<string, Text>>;
  /** Codes this endpoint answers beside those every request can meet. */
  readonly problems: readonly ProblemCode[];
};

type Of<S extends Shapes, K extends keyof Shapes> = S[K] extends TSchema ? Static<S[K]> : unknown;

type Asked<S extends Shapes> = {
  readonly params: Of<S, "params">;
  readonly query: Of<S, "query">;
  readonly body: Of<S, "body">;
  /** Of a write with a key: what makes it one write. */
  readonly idempotency: Idempotency;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** What answers: the value of the answer's schema, or JSON made before (a text, sent as it is). */
type Answering<S extends Shapes> = (
  asked: Asked<S>,
) => Promise<Of<S, "answer"> | PreparedJson> | Of<S, "answer"> | PreparedJson;

/** JSON that was made once and is sent many times. */
export class PreparedJson {
  readonly text: string;

  constructor(value: unknown) {
    this.text = JSON.stringify(value);
  }
}

export const root = "/api/v1";

/** The endpoints of the API as they are added, for the server and for its description. */
export class Api {
  readonly house: House;
  readonly #app: App;
  readonly #tokens: AccessTokens;
  readonly #endpoints: Endpoint[] = [];

  constructor(app: App, house: House, tokens: AccessTokens) {
    this.house = house;
    this.#app = app;
    this.#tokens = tokens;
    app.decorateRequest("partner", undefined);
  }

  get endpoints(): readonly Endpoint[] {
    return this.#endpoints;
  }

  add<const S extends Shapes>(endpoint: Endpoint<S>, answer: Answering<S>): void {
    this.#endpoints.push(endpoint);
    const { method, path, needs, owner, status, params, query, body } = endpoint;
    this.#app.route({
      method,
      url: root + path.replaceAll(/\{(\w+)\}/g, ":$1"),
      config: {
        access: needs ? "partner" : endpoint.own ? "resident" : "public",
        owner,
        ...(endpoint.limit ? { limit: endpoint.limit } : {}),
        ...(endpoint.files ? { bodies: ["files"], files: endpoint.files } : {}),
      },
      schema: {
        ...(params ? { params } : {}),
        ...(query ? { querystring: query } : {}),
        ...(body ? { body } : {}),
        response: { [status]: endpoint.answer },
      },
      ...(needs
        ? {
            // Between the two the limits count; nothing is read of a body before the second.
            onRequest: identification(this.#tokens, this.house.clock),
            preParsing: [authorisation(needs), ...(method === "POST" ? [demandKey] : [])],
          }
        : {}),
      ...(endpoint.signed ? { preParsing: demandSignature(endpoint.signed, this.house.clock) } : {}),
      handler: async (request, reply) => {
        reply.code(status);
        const asked = {
          ...{ params: request.params, query: request.query, body: request.body, request, reply },
          // Made where it is asked for: the digest of a body costs time.
          get idempotency() {
            return idempotencyOf(request, endpoint.id);
          },
        };
        const answered = await answer(asked as Asked<S>);
        if (endpoint.media !== undefined) reply.type(endpoint.media);
        if (!(answered instanceof PreparedJson)) return answered;
        reply.type("application/json; charset=utf-8");
        return reply.send(answered.text);
      },
    });
  }
}

/** A program's key, for one endpoint, address and body. */
function idempotencyOf(request: FastifyRequest, endpoint: string): Idempotency {
  return {
    caller: `partner:${partnerOf(request).client}`,
    key: idempotencyKey(request),
    bodyHash: bodyHash([endpoint, request.params, request.body]),
  };
}

async function demandKey(request: FastifyRequest): Promise<void> {
  idempotencyKey(request);
}
