import type { ResidentClaims } from "../../../domain/identity/index.ts";

/**
 * From a provider's claims to ours. Standard names (OpenID Connect Core, 5.1): `name`, `phone_number`, `birthdate`, `gender`,
 * `address.formatted`. Names of our own, which a provider is configured to send: `id_type` (`resident_id` when it is left out),
 * `id_number`, `hukou_division`. What has another type than expected counts as missing.
 */
export function residentClaims(claims: Readonly<Record<string, unknown>>): ResidentClaims {
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === "string" ? value : undefined;
  };
  const address = claims["address"];
  const formatted =
    typeof address === "object" && address !== null && "formatted" in address ? address.formatted : address;
  const gender = text("gender");
  return {
    // Checked again by the domain, which refuses a type it does not know.
    idType: (text("id_type") ?? "resident_id") as ResidentClaims["idType"],
    idNumber: text("id_number") ?? "",
    name: text("name") ?? "",
    phone: text("phone_number"),
    birthDay: text("birthdate"),
    sex: gender === "female" || gender === "male" ? gender : undefined,
    hukouDivision: text("hukou_division"),
    address: typeof formatted === "string" ? formatted : undefined,
  };
}
