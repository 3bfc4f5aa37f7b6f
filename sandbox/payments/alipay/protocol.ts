import type { Answer, Heard } from "../../support/agency.ts";
import type { App, Apps } from "./apps.ts";
import { type Called, type Content, timeOf } from "./methods.ts";
import { decrypt, encrypt, isSigned, sign, textOf } from "./signing.ts";
import { Refused } from "./trades.ts";

type Does = (method: string, called: Called) => Content;
type Parts = { readonly apps: Apps; readonly now: () => Date; readonly does: Does };

const tolerance = 15 * 60_000;

/** What is wrong with the request itself, before anybody looks at what it asks for. */
class Unheard extends Error {
  readonly code: string;
  readonly sub: string;

  constructor(sub: string, message: string, code = "40002") {
    super(message);
    this.code = code;
    this.sub = sub;
  }
}

/** Parameters of the address and of the form together. */
export function paramsOf(heard: Heard): Record<string, string> {
  const form = heard.method === "POST" ? [...new URLSearchParams(heard.body.toString("utf8"))] : [];
  return Object.fromEntries([...heard.query, ...form]);
}

/** The app that signed these parameters, and what they ask for. Throws `Unheard`. */
export function readV2(
  params: Readonly<Record<string, string>>,
  { apps, now }: Omit<Parts, "does">,
): {
  readonly app: App;
  readonly content: Content;
} {
  const say = (name: string): string => params[name] ?? "";
  for (const name of ["app_id", "method", "charset", "sign_type", "sign", "timestamp", "version"])
    if (say(name) === "") throw new Unheard(`isv.missing-${name.replace("_", "-")}`, `缺少参数 ${name}`, "40001");
  const app = apps.get(say("app_id"));
  if (!app) throw new Unheard("isv.invalid-app-id", "无效的AppID参数");
  if (say("sign_type") !== "RSA2") throw new Unheard("isv.invalid-signature-type", "无效的签名类型");
  if (say("charset").toLowerCase() !== "utf-8") throw new Unheard("isv.invalid-charset", "字符集错误");
  checkCertificates(app, apps, say("app_cert_sn"), say("alipay_root_cert_sn"));
  if (!isSigned(textOf(params, ["sign"]), say("sign"), app.publicKey))
    throw new Unheard("isv.invalid-signature", "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配");
  const at = timeOf(say("timestamp"));
  if (!at || Math.abs(now().getTime() - at.getTime()) > tolerance)
    throw new Unheard("isv.invalid-timestamp", "非法的时间戳参数");
  const beside = Object.fromEntries(
    ["grant_type", "code", "refresh_token"].flatMap((name) => (params[name] ? [[name, params[name]]] : [])),
  );
  const given = say("biz_content");
  if (given === "") return { app, content: beside };
  if (app.encryptKey && say("encrypt_type") !== "AES") throw new Unheard("isv.missing-encrypt-type", "缺少加密类型");
  return { app, content: { ...json(opened(given, app, say("encrypt_type") === "AES")), ...beside } };
}

/** `gateway.do`: always HTTP 200, the result within the answer. */
export function answerV2(heard: Heard, parts: Parts, isForged: boolean): Answer {
  const params = paramsOf(heard);
  const method = params["method"] ?? "";
  let said: Content;
  let app: App | undefined;
  try {
    const read = readV2(params, parts);
    app = read.app;
    const host = String(heard.headers.host);
    const result = parts.does(method, { ...read, notifyUrl: params["notify_url"], host });
    // This one never said 10000.
    said = method === "alipay.system.oauth.token" ? result : { code: "10000", msg: "Success", ...result };
  } catch (error) {
    said = failed(error);
  }
  // Who is unknown gets no signed answer.
  const known = app ?? parts.apps.get(params["app_id"] ?? "");
  const isError = "sub_code" in said && (method === "alipay.system.oauth.token" || !known || method === "");
  const name = isError ? "error_response" : `${method.replaceAll(".", "_")}_response`;
  // Slashes as Alipay writes them: who reads and writes again has another text.
  const plain = JSON.stringify(said).replaceAll("/", "\\/");
  const isEncrypted = app?.encryptKey !== undefined && !("sub_code" in said) && params["encrypt_type"] === "AES";
  const body = isEncrypted && app?.encryptKey ? JSON.stringify(encrypt(plain, app.encryptKey)) : plain;
  if (!known) return utf8(200, `{"${name}":${body}}`);
  const signature = sign(body, isForged ? parts.apps.stranger : parts.apps.privateKey);
  const number = known.mode === "certificate" ? `"alipay_cert_sn":"${parts.apps.certificateNumber}",` : "";
  return utf8(200, `{"${name}":${body},${number}"sign":"${signature}"}`);
}

/** `/v3/…`: HTTP says whether it went well. */
export function answerV3(
  heard: Heard,
  parts: Parts,
  moods: { readonly isForged: boolean; readonly age: number },
): Answer {
  const { apps, now } = parts;
  let app: App | undefined;
  let status = 200;
  let said: Content;
  try {
    app = readV3(heard, parts);
    const method = heard.path.slice("/v3/".length).replaceAll("/", ".");
    const isEncrypted = heard.headers["alipay-encrypt-type"] === "AES";
    const raw = heard.body.toString("utf8");
    if (heard.method === "POST" && app.encryptKey && !isEncrypted)
      throw new Unheard("isv.missing-encrypt-type", "缺少加密类型");
    const content = heard.method === "GET" ? Object.fromEntries(heard.query) : json(opened(raw, app, isEncrypted));
    const notify = content["notify_url"];
    const notifyUrl = typeof notify === "string" ? notify : undefined;
    said = parts.does(method, { app, content, notifyUrl, host: String(heard.headers.host) });
  } catch (error) {
    const { sub_code: code, sub_msg: message, code: kind } = failed(error);
    status = kind === "20000" ? 500 : error instanceof Unheard && kind === "40003" ? 401 : 400;
    said = { code: String(code).replace(/^ACQ\./, ""), message, links: [] };
  }
  const plain = JSON.stringify(said);
  const isEncrypted = status === 200 && app?.encryptKey !== undefined && heard.method === "POST";
  const text = isEncrypted && app?.encryptKey ? encrypt(plain, app.encryptKey) : plain;
  const timestamp = String(now().getTime() - moods.age);
  const nonce = `n${timestamp}${Math.floor(Math.random() * 1e9)}`;
  const key = moods.isForged ? apps.stranger : apps.privateKey;
  const headers = {
    "alipay-timestamp": timestamp,
    "alipay-nonce": nonce,
    "alipay-signature": sign(`${timestamp}\n${nonce}\n${text}\n`, key),
    "alipay-trace-id": nonce,
    ...(app?.mode === "certificate" ? { "alipay-sn": apps.certificateNumber } : {}),
    ...(isEncrypted ? { "alipay-encrypt-type": "AES" } : {}),
  };
  return { ...utf8(status, text, isEncrypted ? "text/plain" : "application/json"), headers };
}

function readV3(heard: Heard, { apps, now }: Parts): App {
  const [, who = "", signature = ""] =
    /^ALIPAY-SHA256withRSA (.+),sign=([^,]+)$/.exec(String(heard.headers.authorization ?? "")) ?? [];
  const parts = Object.fromEntries(
    who.split(",").map((part) => [part.split("=")[0], part.slice(part.indexOf("=") + 1)]),
  );
  const app = apps.get(String(parts["app_id"]));
  const refuse = (sub: string, message: string) => new Unheard(sub, message, "40003");
  if (!app) throw refuse("app-not-exist", "应用不存在");
  checkCertificates(app, apps, parts["app_cert_sn"] ?? "", String(heard.headers["alipay-root-cert-sn"] ?? ""));
  const signed = `${who}\n${heard.method}\n${heard.target}\n${heard.body.toString("utf8")}\n`;
  if (!isSigned(signed, signature, app.publicKey)) throw refuse("sign-check-fail", "验签失败");
  if (!/^.{16,}$/.test(parts["nonce"] ?? "") || Math.abs(now().getTime() - Number(parts["timestamp"])) > tolerance)
    throw refuse("invalid-timestamp", "请求已过期");
  return app;
}

function checkCertificates(app: App, apps: Apps, number: string, root: string): void {
  if (app.mode !== "certificate") return;
  if (number !== apps.numberOf(app.certificate)) throw new Unheard("isv.invalid-app-cert-sn", "应用公钥证书序列号错误");
  if (root !== apps.rootNumber) throw new Unheard("isv.invalid-alipay-root-cert-sn", "支付宝根证书序列号错误");
}

function opened(text: string, app: App, isEncrypted: boolean): string {
  if (!isEncrypted) return text;
  if (!app.encryptKey) throw new Unheard("isv.encrypt-key-not-set", "未设置加密密钥");
  try {
    return decrypt(text, app.encryptKey);
  } catch {
    throw new Unheard("isv.decryption-error-not-valid-encrypt-key", "解密出错");
  }
}

function json(text: string): Content {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Content;
  } catch {
    // Said below.
  }
  throw new Unheard("isv.invalid-parameter", "参数无效：不是 JSON");
}

function failed(error: unknown): Content {
  if (error instanceof Unheard)
    return { code: error.code, msg: "Invalid Arguments", sub_code: error.sub, sub_msg: error.message };
  if (!(error instanceof Refused)) throw error;
  if (error.code === "isp.unknow-error")
    return { code: "20000", msg: "Service Currently Unavailable", sub_code: error.code, sub_msg: error.message };
  const isArgument = error.code.startsWith("isv.");
  return {
    ...{ code: isArgument ? "40002" : "40004", msg: isArgument ? "Invalid Arguments" : "Business Failed" },
    ...{ sub_code: error.code, sub_msg: error.message },
  };
}

const utf8 = (status: number, text: string, type = "application/json"): Answer => ({
  ...{ status, type, text, encoding: "utf-8" as const },
});
