import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Refusal } from "../refusal.ts";
import { brotli, chooseEncoding, gzipped, worthCompressing } from "./compress.ts";
import { says } from "./words.ts";

/** A file that pages refer to. `type` is its full media type, with charset for text. */
export type Asset = { readonly name: string; readonly type: string; readonly body: Buffer };

type Packed = {
  readonly type: string;
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
};

export type Assets = {
  /** Takes files and says where each is served: the address carries a digest of the content, so it never changes. */
  add(assets: readonly Asset[]): Promise<ReadonlyMap<string, string>>;
  serve(request: FastifyRequest<{ Params: { "*": string } }>, reply: FastifyReply): FastifyReply;
};

/** Files served from memory under names we gave: no path of a request ever reaches the disk. */
export function createAssets(): Assets {
  const served = new Map<string, Packed>();
  return {
    async add(assets) {
      const addresses = new Map<string, string>();
      for (const { name, type, body } of assets) {
        const match = /^([a-z0-9][a-z0-9-]*)\.([a-z0-9]+)$/.exec(name);
        if (match === null) throw new Error(`"${name}" is not a name for an asset`);
        const digest = createHash("sha256").update(body).digest("hex").slice(0, 16);
        const file = `${match[1]}.${digest}.${match[2]}`;
        const pack = body.length >= worthCompressing && /^text\/|javascript|json|svg/.test(type);
        const [br, gzip] = pack ? await Promise.all([brotli(body, 11), gzipped(body, 9)]) : [undefined, undefined];
        served.set(file, { type, plain: body, br, gzip });
        addresses.set(name, `/assets/${file}`);
      }
      return addresses;
    },
    serve(request, reply) {
      const asset = served.get(request.params["*"]);
      if (asset === undefined) throw new Refusal({ code: "not_found", status: 404, say: says.notFound });
      const encoding = chooseEncoding(request.headers["accept-encoding"]);
      const packed = encoding === "br" ? asset.br : encoding === "gzip" ? asset.gzip : undefined;
      reply.header("cache-control", "public, max-age=31536000, immutable");
      reply.header("vary", "accept-encoding");
      if (packed !== undefined) reply.header("content-encoding", encoding);
      return reply.type(asset.type).send(packed ?? asset.plain);
    },
  };
}
