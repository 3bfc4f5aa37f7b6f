import { signInResident } from "../../../src/domain/identity/index.ts";
import {
  type Channel,
  changeEmail,
  contactsOf,
  Deliveries,
  deliver,
  eraseContacts,
  eraseDeliveries,
  type HandedOver,
  latestOut,
  type MessageChannel,
  proveEmail,
  reachedAbout,
  removeEmail,
  resealInbox,
  wantChannel,
} from "../../../src/domain/notifications/index.ts";
import { residentScope } from "../../../src/foundation/database/index.ts";
import { installationCity } from "../../../src/foundation/secrets/index.ts";
import type { TestHouse } from "../../helpers/house.ts";

const city = "430621";
const about = "walk-message";
const address = "liming@example.cn";

/** Ways to a person beside the inbox: said, proved, used, sealed again, given up. */
export async function walkMessages({ house, clock }: TestHouse): Promise<void> {
  const { database, secrets, identity } = house;
  const now = clock.now;
  const claims = { idType: "passport", idNumber: "E99887766", name: "欧阳小明", phone: "13900001111" } as const;
  const { resident } = await signInResident(identity, claims, now);
  const sent: { text: string; reference: string }[] = [];
  const line = (channel: Channel, answer: HandedOver): [Channel, MessageChannel] => [
    channel,
    {
      channel,
      send: async ({ text, reference }) => {
        sent.push({ text, reference });
        return answer;
      },
    },
  ];
  const out = (email: HandedOver) => {
    const taken: HandedOver = { kind: "taken", id: "1", reports: true };
    const channels = new Map([line("sms", taken), line("email", email)]);
    return new Deliveries({
      database,
      secrets,
      identity,
      channels,
      clock: () => clock.now,
      baseUrl: house.settings.baseUrl,
    });
  };
  await wantChannel(house, { resident, channel: "sms", wanted: true, now });
  await changeEmail(house, { resident, typed: address, now });
  await out({ kind: "taken", id: "1", reports: false }).run("email");
  const code = /\d{6}/.exec(sent.at(-1)?.text ?? "")?.[0];
  if (code === undefined) throw new Error("no code came");
  const wrong = code === "000000" ? "000001" : "000000";
  await proveEmail(house, { resident, code: wrong, now }).catch(() => undefined);
  await proveEmail(house, { resident, code, now });
  await contactsOf(house, resident, now);

  const service = { zh: "居住证申领", en: "Residence permit" };
  const message = { template: "accepted", values: { service, decide_by: null }, resident, city, about } as const;
  await database.transaction(residentScope(resident), (tx) => deliver(tx, secrets, [message], now, ["sms", "email"]));
  await secrets.addSealKey(installationCity, "aes-256-gcm", now);
  await secrets.load([installationCity]);
  await resealInbox(database, secrets, resident);
  const lines = out({ kind: "refused", reason: "no_such_box", address: true });
  for (const channel of lines.channels) await lines.run(channel);
  const told = sent.at(1);
  if (told === undefined) throw new Error("nothing was sent");
  await lines.report("sms", {
    reference: told.reference,
    id: "1",
    state: "delivered",
    reason: undefined,
    address: false,
  });
  await reachedAbout(database, resident, about);
  await latestOut(database, resident);

  await removeEmail({ database }, resident);
  await database.transaction(residentScope(resident), async (tx) => {
    await eraseContacts(tx, resident);
    await eraseDeliveries(tx, resident);
  });
}
