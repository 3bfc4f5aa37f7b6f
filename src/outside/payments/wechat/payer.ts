import { type PaymentProvider, ProviderFailure, ProviderRefusal } from "../../../domain/payments/index.ts";
import { bodyOf, failureOf } from "./client.ts";
import { fieldsOf, textIn } from "./json.ts";

const mostAnswer = 64 * 1024;

/**
 * The official account's silent sign-in (snsapi_base): it asks the person nothing and tells only the openid.
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
 */
export function payerSignIn(
  { authorize, token }: { readonly authorize: string; readonly token: string },
  appid: string,
  secret: string,
): NonNullable<PaymentProvider["payerSignIn"]> {
  return {
    // WeChat wants the parameters in this order, and the fragment at the end.
    address: ({ state, returnUrl }) =>
      `${authorize}?appid=${appid}&redirect_uri=${encodeURIComponent(returnUrl)}&response_type=code&scope=snsapi_base&state=${encodeURIComponent(state)}#wechat_redirect`,
    payerOf: async (code, signal) => {
      const query = new URLSearchParams({ appid, secret, code, grant_type: "authorization_code" });
      let response: Response;
      try {
        response = await fetch(`${token}?${query}`, { signal, redirect: "manual" });
      } catch (error) {
        // The address holds the secret, and the error the address.
        throw failureOf(signal.aborted ? undefined : named(error), signal, "down");
      }
      const body = await bodyOf(response, signal, mostAnswer);
      if (response.status !== 200) throw new ProviderFailure("error", `sign-in: status ${response.status}`);
      const fields = fieldsOf(body);
      const openid = fields && textIn(fields, "openid", 128);
      if (openid) return openid;
      const number = fields?.["errcode"];
      if (typeof number !== "number") throw new ProviderFailure("unreadable", "sign-in: neither openid nor errcode");
      // -1 busy, 45011 too often; all else (40029 wrong code, 40163 used code, 40125 wrong secret) stays so.
      if (number === -1 || number === 45_011) throw new ProviderFailure("busy", `sign-in: ${number}`);
      throw new ProviderRefusal(String(number), `sign-in: ${textIn(fields ?? {}, "errmsg", 200) ?? ""}`);
    },
  };
}

const named = (error: unknown): string => (error instanceof Error ? error.name : "error");
