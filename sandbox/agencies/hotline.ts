import type { Agency, Answer, Heard, Open } from "../support/agency.ts";
import { type Case, Cases, caseControls, isFinal, type Stage } from "../support/cases.ts";
import { sameText } from "../support/control.ts";
import { local } from "../support/days.ts";
import { GatewayTime, timeControls } from "../support/gateway-time.ts";
import { HandedFiles } from "../support/handed-files.ts";
import { type Fields, idempotencyKey, isFields, isJson, json, readJson, textIn } from "../support/json.ts";
import { ed25519Signer, Pusher } from "../support/push.ts";
import { RestError } from "../support/rest.ts";

const statuses: Readonly<Record<Stage, readonly [code: string, name: string]>> = {
  received: ["1", "待签收"],
  accepted: ["2", "已签收"],
  correction_asked: ["3", "退回补充"],
  approved: ["4", "已办结"],
  refused: ["5", "不予受理"],
  withdrawn: ["6", "已撤回"],
};

const types = ["complaint", "consultation", "suggestion", "help", "report"];

/** 12345: takes a report over, sends it to a unit, tells how it ended. */
export const open: Open = (kit) => {
  const { today, own, moods } = kit;
  const time = new GatewayTime(kit.folder);
  const now = () => time.now();
  const photos = new HandedFiles(kit.folder);
  const pusher = new Pusher(ed25519Signer(own), moods, now);
  const orders = new Cases(
    kit,
    () => ({
      stage: "approved",
      say: "已派员到现场处理完毕，感谢您的反映。",
      values: { unit: "岳阳县住房和城乡建设局" },
    }),
    pusher,
    now,
  );

  const refuse = (status: number, code: number, message: string) => json(status, { code, message });
  const say = (one: Case) => json(200, { code: 0, message: "ok", data: shape(one) });

  const submit = (heard: Heard): Answer => {
    const body = isJson(heard) ? readJson(heard) : undefined;
    if (!body) return refuse(400, 400, "报文格式错误");
    const wrong = wrongIn(body);
    if (wrong) return refuse(400, 400, `参数错误：${wrong}`);
    const key = idempotencyKey(heard);
    if (!key) return refuse(400, 400, "参数错误：Idempotency-Key");
    try {
      photos.named("photos", body["photos"]);
    } catch {
      return refuse(400, 400, "参数错误：photos");
    }
    const contact = isFields(body["contact"]) ? body["contact"] : {};
    const idNumber = textIn(contact, "id_number", 30);
    const outcome = orders.submit(key, heard.body, (serial) => ({
      reference: `DH${body["division"]}${today.replaceAll("-", "").slice(2)}${String(serial).padStart(5, "0")}`,
      division: String(body["division"]),
      person: { name: textIn(contact, "name", 100) ?? "", ...(idNumber ? { idNumber } : {}) },
      submitted: body,
    }));
    return outcome === "reused" ? refuse(422, 422, "同一幂等键用于不同的内容") : say(outcome.case);
  };

  /** A photo within a body, before the order that names it. */
  const photo = (heard: Heard): Answer => {
    const key = idempotencyKey(heard);
    const body = isJson(heard) ? readJson(heard) : undefined;
    const [name, type, content] = ["name", "type", "content"].map((each) => body && textIn(body, each, 20_000_000));
    if (!key || !name || !type || !content) return refuse(400, 400, "参数错误：name, type, content");
    try {
      const { file } = photos.take(key, name, type, Buffer.from(content, "base64"));
      return json(200, { code: 0, message: "ok", data: { photoId: file.file } });
    } catch (error) {
      return error instanceof RestError
        ? refuse(error.status, error.status, error.message)
        : refuse(500, 500, "系统异常");
    }
  };

  const supplement = (heard: Heard, number: string): Answer => {
    const key = idempotencyKey(heard);
    const body = isJson(heard) ? readJson(heard) : undefined;
    if (!key || !body || !textIn(body, "content", 5_000)) return refuse(400, 400, "参数错误：content");
    const outcome = orders.supplement(key, number, heard.body);
    if (outcome === "reused") return refuse(422, 422, "同一幂等键用于不同的内容");
    return outcome === "not_asked" ? refuse(200, 10409, "未要求补充") : say(outcome);
  };

  const answer: Agency["answer"] = (heard, swapped) => {
    if (!sameText(heard.headers.authorization ?? "", `Bearer ${own.token}`)) return refuse(401, 401, "令牌无效");
    if (heard.method === "POST" && heard.path === "/rest/orders") return submit(heard);
    if (heard.method === "POST" && heard.path === "/rest/photos") return photo(heard);
    const [, number = "", what] = /^\/rest\/orders\/(\w+)(?:\/(cancel|supplement))?$/.exec(heard.path) ?? [];
    if (number === "" || heard.method !== (what ? "POST" : "GET")) return refuse(404, 404, "接口不存在");
    const one = orders.get(swapped ? orders.other(number) : number);
    if (!one) return refuse(200, 10404, "工单不存在");
    if (what === "supplement") return supplement(heard, number);
    if (!what || one.stage === "withdrawn") return say(one);
    return isFinal(one.stage) ? refuse(200, 10409, "工单已办结") : say(orders.move(number, "withdrawn"));
  };

  return {
    answer,
    broken: () => refuse(500, 500, "系统异常"),
    controls: { ...caseControls(orders, pusher), ...timeControls(() => time), ...photos.controls },
    says: { key_id: own.keyId, public_key: own.publicKey },
    close: async () => orders.close(),
  };
};

/** The first parameter that is missing or wrong. */
function wrongIn(body: Fields): string | undefined {
  if (!/^\d{6}$/.test(textIn(body, "division", 6) ?? "")) return "division";
  if (!types.includes(String(body["type"]))) return "type";
  if (!textIn(body, "content", 5_000)) return "content";
  const { longitude, latitude } = body;
  const located = longitude !== undefined || latitude !== undefined;
  if (located && !(within(longitude, 180) && within(latitude, 90))) return "longitude, latitude";
  if (!located && !textIn(body, "address", 500)) return "address";
  if (body["photos"] !== undefined && !(Array.isArray(body["photos"]) && body["photos"].length <= 9)) return "photos";
  return undefined;
}

const within = (value: unknown, most: number): boolean => typeof value === "number" && Math.abs(value) <= most;

function shape({ reference, person, stage, sequence, at, say, values }: Case) {
  const [status, statusName] = statuses[stage];
  return {
    orderNo: reference,
    status,
    statusName,
    sequence,
    time: local(new Date(at)),
    unit: values?.["unit"] ?? null,
    reply: say ?? null,
    ...(person.idNumber === undefined ? {} : { idNumber: person.idNumber }),
  };
}
