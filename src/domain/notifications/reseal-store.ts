import { statement } from "../../foundation/database/index.ts";

export const messagesToReseal = statement({
  name: "notifications.messages_to_reseal",
  scope: "resident",
  params: { resident: "text", after: "uuid" },
  row: { id: "uuid", sealed_values: "text" },
  text: `
    select id, sealed_values from messages
    where resident = :resident and id > :after
    order by id
    limit 200`,
});

export const resealMessage = statement({
  name: "notifications.reseal_message",
  scope: "resident",
  params: { resident: "text", id: "uuid", sealed_values: "text", old: "text" },
  row: { id: "uuid" },
  text: `
    update messages set sealed_values = :sealed_values
    where resident = :resident and id = :id and sealed_values = :old
    returning id`,
});
