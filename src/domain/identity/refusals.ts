import type { Text } from "../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../foundation/refusal.ts";

/** One sentence for every reason, so that an answer never tells which part was wrong or whether a name exists. */
export function signInFailed(): Refusal {
  return new Refusal({
    code: "sign_in_failed",
    status: 401,
    say: {
      zh: "登录没有成功。请核对登录名、密码和验证码；连续输错五次后账号会暂时锁定，请稍后再试，或联系本单位管理员。",
      en: "Signing in did not succeed. Please check login, password and code. After five wrong tries the account is locked for a while; try later or ask your city office.",
    },
  });
}

export function notAllowed(): Refusal {
  return new Refusal({
    code: "not_allowed",
    status: 403,
    say: { zh: "您的岗位没有这项权限。", en: "Your role does not include this." },
  });
}

export function notFound(): Refusal {
  return new Refusal({
    code: "not_found",
    status: 404,
    say: { zh: "没有找到您要的内容。", en: "We could not find what you asked for." },
  });
}

export function invalid(fields: readonly FieldError[]): Refusal {
  return new Refusal({
    code: "invalid",
    status: 422,
    say: { zh: "有几处需要修改。", en: "A few things need to be changed." },
    fields,
  });
}

export function wrongField(field: string, code: string, message: Text): Refusal {
  return invalid([{ field, code, message }]);
}

export function conflict(code: string, say: Text): Refusal {
  return new Refusal({ code, status: 409, say });
}
