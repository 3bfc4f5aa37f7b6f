import { createHash } from "node:crypto";
import { join } from "node:path";
import { Kept } from "./kept.ts";
import { missing, RestError, type RestRoute, requiredKey } from "./rest.ts";

/** What came, without its bytes: they are looked at and let go. */
export type Handed = {
  readonly file: string;
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
};

/** How each kind begins. */
const kinds: Readonly<Record<string, Buffer>> = {
  "application/pdf": Buffer.from("%PDF-"),
  "image/jpeg": Buffer.from([0xff, 0xd8, 0xff]),
  "image/png": Buffer.from([0x89, 0x50, 0x4e, 0x47]),
  "image/webp": Buffer.from("RIFF"),
};
const mostBytes = 10 * 1024 * 1024;

/** Files handed over one by one before the case that names them: each once, however often it is sent. */
export class HandedFiles {
  readonly #kept: Kept<Handed>;

  constructor(folder: string) {
    this.#kept = new Kept(join(folder, "files.jsonl"));
  }

  /** `POST {path}?name=`, the bytes as the body. */
  route(path: RegExp): RestRoute {
    return {
      ...{ method: "POST", path, bytes: true },
      act: ({ heard }) => {
        const key = requiredKey(heard);
        const name = heard.query.get("name");
        if (!name) throw missing("name");
        const { file, again } = this.take(key, name, heard.headers["content-type"] ?? "", heard.body);
        return { status: again ? 200 : 201, value: file };
      },
    };
  }

  /** Files that a body names; who names one that never came is refused. */
  named(parameter: string, value: unknown): readonly Handed[] {
    const list: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
    return list.map((each) => {
      const handed = [...this.#kept.values()].find(({ file }) => file === each);
      if (!handed) throw missing(parameter);
      return handed;
    });
  }

  readonly controls = { "GET /control/files": () => ({ items: [...this.#kept.values()] }) };

  /** The same key gives the same file. Throws where it is none, or the key is of another. */
  take(key: string, name: string, type: string, body: Buffer): { readonly file: Handed; readonly again: boolean } {
    const begins = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (!begins?.equals(body.subarray(0, begins.length))) throw new RestError(415, "wrong_type", "文件格式不支持");
    if (body.length > mostBytes) throw new RestError(413, "too_large", "文件超过 10 MB");
    const sha256 = createHash("sha256").update(body).digest("hex");
    const before = this.#kept.get(key);
    if (before) {
      if (before.sha256 !== sha256) throw new RestError(422, "idempotency_key_reused", "同一幂等键用于不同的内容");
      return { file: before, again: true };
    }
    const file = `F${String(this.#kept.size + 1).padStart(6, "0")}`;
    return { file: this.#kept.put(key, { file, key, name, type, size: body.length, sha256 }), again: false };
  }
}
