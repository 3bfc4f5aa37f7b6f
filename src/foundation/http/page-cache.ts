import { createHash } from "node:crypto";
import { brotli, type Encoding, gzipped, worthCompressing } from "./compress.ts";

/** A whole page as a renderer gives it: the HTML and the digests ("sha256-…") of its inline style elements. */
export type Page = {
  readonly html: string;
  readonly styles: readonly string[];
  /** The page shows documents of our own within itself. Personal pages only. */
  readonly frames?: boolean | undefined;
};

type Entry = {
  readonly styles: readonly string[];
  readonly etag: string;
  readonly plain: Buffer;
  br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
  hits: number;
  finest: boolean;
};

export type CachedPage = {
  readonly styles: readonly string[];
  readonly etag: string;
  as(encoding: Encoding): [Encoding, Buffer];
};

export type PageCache = {
  /** The page under `key`, rendered at most once at a time however many ask for it. */
  get(key: string, render: () => Page | Promise<Page>): Promise<CachedPage>;
  readonly bytes: () => number;
  readonly size: () => number;
  /** Resolves when every page asked for again is packed as small as it gets (tests). */
  settled(): Promise<void>;
};

/** A page is worth the finest packing (6 ms of a core) when it is asked for again. */
const worthFinest = 2;

/**
 * Public pages, rendered once per key and kept packed, the least recently used leaving first when `maxBytes` are full.
 * The key names everything the page depends on: whoever changes the content changes the key.
 */
export function createPageCache(maxBytes: number): PageCache {
  const entries = new Map<string, Entry>();
  const rendering = new Map<string, Promise<Entry>>();
  let bytes = 0;
  let refining: Promise<void> = Promise.resolve();
  let waiting = 0;

  const sizeOf = (entry: Entry): number =>
    entry.plain.length + (entry.br?.length ?? 0) + (entry.gzip?.length ?? 0) + 500;

  function keep(key: string, entry: Entry): void {
    entries.set(key, entry);
    bytes += sizeOf(entry);
    for (const [oldest, old] of entries) {
      if (bytes <= maxBytes) break;
      entries.delete(oldest);
      bytes -= sizeOf(old);
    }
  }

  async function make(key: string, render: () => Page | Promise<Page>): Promise<Entry> {
    const page = await render();
    const plain = Buffer.from(page.html);
    const pack = plain.length >= worthCompressing;
    const [br, gzip] = pack ? await Promise.all([brotli(plain, 5), gzipped(plain, 6)]) : [undefined, undefined];
    // Weak: the same page in another encoding is the same page.
    const etag = `W/"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
    const entry: Entry = { styles: page.styles, etag, plain, br, gzip, hits: 0, finest: !pack };
    keep(key, entry);
    return entry;
  }

  /** One at a time and off the event loop; when many wait, the next request asks again. */
  function refine(key: string, entry: Entry): void {
    if (waiting >= 100) return;
    entry.finest = true;
    waiting++;
    refining = refining
      .then(() => brotli(entry.plain, 11))
      .then((finest) => {
        if (entries.get(key) === entry) bytes += finest.length - (entry.br?.length ?? 0);
        entry.br = finest;
      })
      .catch(() => {
        // The page stays as it is packed already.
      })
      .finally(() => {
        waiting--;
      });
  }

  return {
    async get(key, render) {
      let entry = entries.get(key);
      if (entry !== undefined) {
        entries.delete(key);
        entries.set(key, entry);
      } else {
        let made = rendering.get(key);
        if (made === undefined) {
          made = make(key, render).finally(() => rendering.delete(key));
          rendering.set(key, made);
        }
        entry = await made;
      }
      entry.hits++;
      if (!entry.finest && entry.hits >= worthFinest) refine(key, entry);
      const { styles, etag, plain, br, gzip } = entry;
      return {
        styles,
        etag,
        as(encoding) {
          if (encoding === "br" && br !== undefined) return ["br", br];
          if (encoding === "gzip" && gzip !== undefined) return ["gzip", gzip];
          return ["identity", plain];
        },
      };
    },
    bytes: () => bytes,
    size: () => entries.size,
    settled: () => refining,
  };
}

/** Whether the caller already has what `etag` names (RFC 9110, 13.1.2: compared weakly). */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const bare = (tag: string): string => tag.trim().replace(/^W\//, "");
  return ifNoneMatch
    .slice(0, 1_000)
    .split(",")
    .some((tag) => tag.trim() === "*" || bare(tag) === bare(etag));
}
