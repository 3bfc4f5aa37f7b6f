import type { Answer, Heard } from "../support/agency.ts";
import { sameText } from "../support/control.ts";
import { withOffset } from "../support/days.ts";
import { isJson, json, readJson } from "../support/json.ts";
import type { Pusher } from "../support/push.ts";

type Message = {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly reference: string;
  status: "queued" | "delivered" | "failed";
  code: string;
  at: string;
};

type Sign = (method: string, path: string, seconds: string, nonce: string, body: Buffer) => string;

const mostKept = 10_000;
const mostText = 500;
const tolerance = 300;

/** What becomes of a number, told by its last four digits. */
const endings: Readonly<Record<string, readonly [status: "delivered" | "failed", code: string]>> = {
  "0000": ["failed", "UNDELIV"],
  "0404": ["failed", "MK:0001"],
  "0408": ["failed", "EXPIRED"],
};

export class SmsGateway {
  readonly #sign: Sign;
  readonly #keyId: string;
  readonly #pusher: Pusher;
  readonly #pace: number;
  readonly #messages = new Map<string, Message>();
  readonly #byReference = new Map<string, Message>();
  readonly #nonces = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #address: string | undefined;
  #count = 0;

  /** `pace`: milliseconds until a message arrives or fails. */
  constructor(sign: Sign, keyId: string, pusher: Pusher, pace: number) {
    this.#sign = sign;
    this.#keyId = keyId;
    this.#pusher = pusher;
    this.#pace = pace;
  }

  pushTo(address: string): void {
    this.#address = address;
  }

  sent(to: string | undefined): readonly Message[] {
    return [...this.#messages.values()].filter((message) => to === undefined || message.to === to);
  }

  forget(): void {
    this.#messages.clear();
    this.#byReference.clear();
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  broken(): Answer {
    return json(500, { code: "internal_error", message: "系统异常" });
  }

  answer(heard: Heard): Answer {
    const known = /^\/sms\/v1\/messages(?:\/(\w+))?$/.exec(heard.path);
    if (!known || heard.method !== (known[1] ? "GET" : "POST")) return refuse(404, "no_such_operation", "接口不存在");
    const unsigned = this.#wrongSignature(heard);
    if (unsigned) return refuse(401, unsigned, "签名校验失败");
    if (!known[1]) return this.#submit(heard);
    const message = this.#messages.get(known[1]);
    return message ? json(200, report(message)) : refuse(404, "no_such_message", "短信不存在");
  }

  #wrongSignature(heard: Heard): string | undefined {
    const header = (name: string) => String(heard.headers[name] ?? "");
    const seconds = header("x-sms-timestamp");
    const nonce = header("x-sms-nonce");
    if (header("x-sms-key") !== this.#keyId) return "unknown_key";
    const now = Math.floor(Date.now() / 1_000);
    if (!/^\d{1,12}$/.test(seconds) || Math.abs(now - Number(seconds)) > tolerance) return "stale_timestamp";
    const right = this.#sign(heard.method, heard.target, seconds, nonce, heard.body);
    if (!sameText(right, header("x-sms-signature"))) return "signature_mismatch";
    for (const [old, until] of this.#nonces) {
      if (until >= now) break;
      this.#nonces.delete(old);
    }
    if (nonce === "" || nonce.length > 100 || this.#nonces.has(nonce)) return "nonce_used";
    this.#nonces.set(nonce, now + 2 * tolerance);
    return undefined;
  }

  #submit(heard: Heard): Answer {
    const body = isJson(heard) ? readJson(heard) : undefined;
    if (!body) return refuse(400, "malformed_json", "报文格式错误");
    const { to, text, reference } = body;
    if (typeof to !== "string" || !/^1[3-9]\d{9}$/.test(to)) return refuse(400, "invalid_number", "号码格式错误");
    if (typeof text !== "string" || text.trim() === "") return refuse(400, "text_empty", "内容为空");
    if (text.length > mostText) return refuse(400, "text_too_long", `内容超过 ${mostText} 字`);
    if (typeof reference !== "string" || reference === "" || reference.length > 100)
      return refuse(400, "reference_missing", "缺少 reference");
    if (to.endsWith("0500")) return refuse(403, "blacklisted", "号码在黑名单中");
    const before = this.#byReference.get(reference);
    if (before && (before.to !== to || before.text !== text)) return refuse(422, "reference_reused", "reference 重复");
    const message = before ?? this.#accept(to, text, reference);
    // One message carries 70 characters, parts of a long one 67.
    const segments = text.length <= 70 ? 1 : Math.ceil(text.length / 67);
    return json(before ? 200 : 202, { id: message.id, reference, status: "queued", segments });
  }

  #accept(to: string, text: string, reference: string): Message {
    this.#count += 1;
    const id = `M${String(this.#count).padStart(6, "0")}`;
    const message: Message = { id, to, text, reference, status: "queued", code: "", at: withOffset(new Date()) };
    this.#messages.set(id, message);
    this.#byReference.set(reference, message);
    const [oldest] = this.#messages.values();
    if (oldest && this.#messages.size > mostKept) {
      this.#messages.delete(oldest.id);
      this.#byReference.delete(oldest.reference);
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      [message.status, message.code] = endings[to.slice(-4)] ?? ["delivered", "DELIVRD"];
      message.at = withOffset(new Date());
      if (this.#address) this.#pusher.send(this.#address, id, JSON.stringify(report(message)));
    }, this.#pace);
    this.#timers.add(timer);
    return message;
  }
}

const refuse = (status: number, code: string, message: string): Answer => json(status, { code, message });

function report({ id, reference, to, status, code, at }: Message) {
  return { id, reference, to, status, code, at };
}
