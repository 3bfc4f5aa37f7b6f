import { statement } from "../../../foundation/database/index.ts";

export const secretsToReseal = statement({
  name: "identity.totp_to_reseal",
  scope: "city",
  params: { city: "text", after: "uuid" },
  row: { id: "uuid", totp_secret: "text?", enrolment_totp: "text?" },
  text: `
    select id, totp_secret, enrolment_totp from clerks
    where city = :city and id > :after
    order by id
    limit 200`,
});

export const resealSecrets = statement({
  name: "identity.reseal_totp",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    totp_secret: "text?",
    enrolment_totp: "text?",
    old_secret: "text?",
    old_enrolment: "text?",
  },
  row: { id: "uuid" },
  text: `
    update clerks set totp_secret = :totp_secret, enrolment_totp = :enrolment_totp
    where city = :city and id = :id and totp_secret is not distinct from :old_secret
      and enrolment_totp is not distinct from :old_enrolment
    returning id`,
});
