import type pg from "pg";
import { differenceNames, trialBalance, unproven } from "../../../src/domain/payments/index.ts";
import { dayFromNumber, dayOf, numberOf } from "../../../src/domain/regions/index.ts";
import { asOwner } from "../../helpers/database.ts";
import { billOf, paymentOf } from "./biller.ts";
import type { Life } from "./life.ts";

type Row = Readonly<Record<string, string>>;
type Check = (life: Life, owner: pg.Client) => Promise<string[]>;

/** Lines a law prints at most. */
const shown = 5;

/** What must hold in the end, each by name. @returns what does not */
export async function broken(life: Life): Promise<string[]> {
  return asOwner(life.world.test, async (owner) => {
    const found: string[] = [];
    for (const [name, check] of Object.entries(laws)) {
      const wrong = await check(life, owner);
      if (wrong.length > 0) found.push(`${name} (${wrong.length}): ${wrong.slice(0, shown).join("; ")}`);
    }
    return found;
  });
}

const ask = async (owner: pg.Client, city: string, text: string): Promise<Row[]> =>
  (await owner.query(text, [city])).rows as Row[];

const compared = (ours: ReadonlyMap<string, bigint>, theirs: ReadonlyMap<string, bigint>): string[] =>
  [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((key) => (ours.get(key) ?? 0n) !== (theirs.get(key) ?? 0n))
    .map((key) => `${key}: we say ${ours.get(key) ?? 0n}, they say ${theirs.get(key) ?? 0n}`);

const summed = (rows: readonly Row[]): Map<string, bigint> =>
  new Map(rows.map((row) => [row["key"] ?? "", BigInt(row["fen"] ?? "0")]));

/** Sums of the ledger by key, where an account is debited (positive) or credited. */
const moves = (key: string, where: string) =>
  `select ${key} as key, sum(amount_fen)::text as fen from transfers where city = $1 and ${where} group by 1`;

const laws: Readonly<Record<string, Check>> = {
  "nobody saw what should not be seen": async ({ people }) => people.complaints,

  "nothing failed inside": async ({ world }) => world.errors.map(String),

  "what the gateways took and gave back is what we say they did, payment by payment": async ({ world }, owner) => {
    const wrong: string[] = [];
    for (const { name, account, orders, refunds } of world.gateways.values()) {
      const at = `'provider/${name}/${account}'`;
      const took = new Map<string, bigint>();
      for (const { number, took_fen } of orders.values()) if (took_fen > 0n) took.set(number, took_fen);
      const gave = new Map<string, bigint>();
      for (const { refund, amount_fen, state } of refunds.values())
        if (state === "succeeded") gave.set(refund, amount_fen);
      const inside = await ask(owner, world.city, moves("subject", `debit = ${at} and reason = 'received'`));
      const back = await ask(owner, world.city, moves("part", `credit = ${at} and reason = 'refunded'`));
      wrong.push(...compared(summed(inside), took), ...compared(summed(back), gave));
    }
    return wrong;
  },

  "what the agencies wrote off and took back is what we owe them, bill by bill": async ({ world }, owner) => {
    const rows = await ask(
      owner,
      world.city,
      `select b.biller || ' ' || b.reference || ' ' || t.subject as key,
         sum(case when t.reason = 'written_off' then t.amount_fen else -t.amount_fen end)::text as fen
       from transfers t join bills b on b.city = t.city and b.number = split_part(t.part, ' ', 1)
       where t.city = $1 and (t.credit like 'due/%' and t.reason = 'written_off' or t.debit like 'due/%' and t.reason = 'unapplied')
       group by 1`,
    );
    const theirs = new Map<string, bigint>();
    for (const entry of world.biller.entries.values()) {
      const { state, amount_fen, reversals } = entry;
      if (state === "done")
        theirs.set(
          billOf(entry),
          reversals.reduce((rest, one) => rest - one.amount_fen, amount_fen),
        );
    }
    return compared(summed(rows), theirs);
  },

  "every fen has one home": async ({ world }, owner) => {
    const until = dayOf(new Date(world.scheduler.now));
    const trial = await trialBalance({ database: world.test.database }, world.city, until);
    const found = new Map(trial.map(({ account, balance_fen }) => [account, balance_fen]));
    const sum = trial.reduce((all, { balance_fen }) => all + balance_fen, 0n);
    const expected = new Map<string, bigint>();
    const byHand = await ask(owner, world.city, moves("''", "reason = 'given_back_by_hand'"));
    const gotBack = await ask(owner, world.city, moves("''", "reason = 'got_back'"));
    let bank = (summed(gotBack).get("") ?? 0n) - (summed(byHand).get("") ?? 0n);
    for (const { name, account, bills, orders, refunds } of world.gateways.values()) {
      let held = 0n;
      let kept = 0n;
      for (const { took_fen } of orders.values()) held += took_fen;
      for (const { state, amount_fen } of refunds.values()) if (state === "succeeded") held -= amount_fen;
      for (const line of [...bills.values()].flat()) {
        const way = line.kind === "payment" ? 1n : -1n;
        held -= way * line.amount_fen;
        bank += way * (line.amount_fen - line.fee_fen);
        kept += way * line.fee_fen;
      }
      expected.set(`provider/${name}/${account}`, held);
      expected.set(`fees/${name}`, (expected.get(`fees/${name}`) ?? 0n) + kept);
    }
    expected.set("bank", bank);
    for (const { agency, state, amount_fen, reversals } of world.biller.entries.values()) {
      if (state !== "done") continue;
      const net = reversals.reduce((rest, one) => rest - one.amount_fen, amount_fen);
      expected.set(`owed to ${agency}`, (expected.get(`owed to ${agency}`) ?? 0n) - net);
    }
    for (const [account, fen] of [...found]) {
      const [kind, agency] = account.split("/");
      if (kind !== "due" && kind !== "handed_over") continue;
      found.delete(account);
      found.set(`owed to ${agency}`, (found.get(`owed to ${agency}`) ?? 0n) + fen);
    }
    return [...(sum === 0n ? [] : [`the balances add up to ${sum}`]), ...compared(found, expected)];
  },

  "no bill is paid twice": async ({ world }, owner) => {
    const rows = await ask(
      owner,
      world.city,
      `select b.number, b.amount_fen, b.paid_fen, b.state, coalesce(sum(s.amount_fen - s.returned_fen) filter (where p.applied), 0) as stands
       from bills b left join payment_bills s on s.city = b.city and s.bill = b.number
       left join payments p on p.city = s.city and p.number = s.payment
       where b.city = $1 group by b.city, b.number
       having coalesce(sum(s.amount_fen - s.returned_fen) filter (where p.applied), 0) <> b.paid_fen or b.paid_fen > b.amount_fen
         or (b.state in ('paid', 'settled')) <> (b.paid_fen = b.amount_fen and b.state <> 'withdrawn')`,
    );
    const over = [...world.biller.owed].filter(([, owed]) => owed < 0n).map(([bill, owed]) => `${bill} owed ${owed}`);
    return [...rows.map((row) => JSON.stringify(row)), ...over];
  },

  "no payment that was taken or acknowledged is missing": async ({ world }, owner) => {
    const rows = await ask(
      owner,
      world.city,
      "select number, state, applied, amount_fen from payments where city = $1",
    );
    const known = new Map(rows.map((row) => [row["number"] ?? "", row["state"] ?? ""]));
    const wrong = [...world.receipts].filter((number) => !known.has(number)).map((number) => `${number} is gone`);
    const resolved = ["succeeded", "refunded"];
    const paid = [...world.gateways.values()].flatMap(({ orders }) => [...orders.values()]);
    for (const { number, state } of paid) {
      if (state !== "paid" || resolved.includes(known.get(number) ?? "")) continue;
      wrong.push(`${number} was paid and is ${known.get(number) ?? "unknown"}`);
    }
    for (const number of world.acknowledged) {
      if (!resolved.includes(known.get(number) ?? ""))
        wrong.push(`${number} was seen paid and is ${known.get(number)}`);
    }
    return wrong;
  },

  "what a payment got stands for its bills or went back": async ({ world }, owner) => {
    const rows = await ask(
      owner,
      world.city,
      `select p.number, p.state, p.received_fen, p.refunded_fen, p.refunding_fen, p.applied,
         sum(case when p.applied then s.amount_fen - s.returned_fen else 0 end) as stands
       from payments p join payment_bills s on s.city = p.city and s.payment = p.number
       where p.city = $1 group by p.city, p.number
       having p.received_fen <> p.refunded_fen + p.refunding_fen + sum(case when p.applied then s.amount_fen - s.returned_fen else 0 end)
         or p.state = 'refunded' and p.refunded_fen <> p.received_fen or p.refunding_fen <> 0 or p.over_fen <> 0`,
    );
    return rows.map((row) => JSON.stringify(row));
  },

  "another amount never completes a payment": async ({ world }, owner) => {
    const rows = await ask(
      owner,
      world.city,
      `select p.number from payments p where p.city = $1 and p.received_fen > 0 and p.received_fen <> p.amount_fen and (p.applied
         or exists (select from transfers t where t.city = p.city and t.subject = p.number and t.reason = 'applied')
         or exists (select from events e where e.city = p.city and e.subject = p.number and e.data->'set'->>'state' = 'succeeded'))`,
    );
    return rows.map((row) => row["number"] ?? "");
  },

  "what is not what it says is refused and in the log": async ({ world, post }, owner) => {
    const rows = await ask(
      owner,
      world.city,
      "select digest || ' ' || reason as key, count(*)::text as fen from payment_notices where city = $1 and verdict = 'refused' group by 1",
    );
    const logged = summed(rows);
    const wanted = new Map<string, bigint>();
    const wrong: string[] = [];
    for (const { digest, reason, taken } of post.fakes) {
      if (taken) wrong.push(`${digest} was taken, and is ${reason}`);
      const key = `${digest} ${reason}`;
      wanted.set(key, (wanted.get(key) ?? 0n) + 1n);
    }
    for (const [key, times] of wanted) if ((logged.get(key) ?? 0n) < times) wrong.push(`${key} is not in the log`);
    const believed = await ask(
      owner,
      world.city,
      `select digest, subject from payment_notices where city = $1 and verdict = 'applied'`,
    );
    const isOnceTrue = (reason: string) => reason === "old" || reason === "replayed";
    const fake = new Set(post.fakes.filter(({ reason }) => !isOnceTrue(reason)).map(({ digest }) => digest));
    for (const row of believed)
      if (fake.has(row["digest"] ?? "")) wrong.push(`${row["digest"]} changed ${row["subject"]}`);
    return wrong;
  },

  "nothing is left open": async ({ world }, owner) => {
    const rows = await ask(
      owner,
      world.city,
      `select 'task ' || kind || ' ' || subject || ' ' || state || ' ' || coalesce(last_reason, '') as what from payment_tasks where city = $1
       union all select 'refund ' || number || ' ' || state from refunds where city = $1 and state in ('asked', 'approved', 'sent')
       union all select 'payment ' || number || ' ' || state from payments where city = $1
         and state not in ('succeeded', 'failed', 'closed', 'refunded')
       union all select 'write-off ' || s.payment || ' ' || s.bill from payment_bills s join payments p on p.city = s.city and p.number = s.payment
         where s.city = $1 and s.write_off = 'waiting' and p.applied and s.returned_fen < s.amount_fen
       union all select 'standing ' || s.payment || ' ' || s.bill from payment_bills s where s.city = $1 and s.standing`,
    );
    return rows.map((row) => row["what"] ?? "");
  },

  "every difference has a name and an end": async ({ world }, owner) => {
    const rows = await ask(
      owner,
      world.city,
      "select source, day::text, our_day::text, kind, number, part, name, state from differences where city = $1",
    );
    // One that stands on neighbouring days is one row, which names the other day.
    const known = new Set(
      rows.flatMap(({ source, day, our_day, kind, number, part }) =>
        [day, our_day].filter(Boolean).map((each) => [source, each, kind, number, part].join(" ")),
      ),
    );
    const wrong = rows
      .filter(({ name, state }) => !differenceNames.some((each) => each === name) || state === "open")
      .map((row) => JSON.stringify(row));
    for (const key of await unequal(world, owner)) if (!known.has(key)) wrong.push(`${key} has no name`);
    return wrong;
  },

  "every day is closed, in balance, and as it was when it closed": async ({ world }, owner) => {
    const database = { database: world.test.database };
    const today = dayOf(new Date(world.scheduler.now));
    const wrong = (await unproven(database, world.city, "2026-01-01", today)).map((row) =>
      [row.account, row.day, row.kept_fen, row.moved_fen].join(" "),
    );
    const closes = await ask(
      owner,
      world.city,
      "select day::text as day from ledger_closes where city = $1 order by day",
    );
    const closed = new Set(closes.map(({ day }) => day));
    const moved = await ask(
      owner,
      world.city,
      "select distinct day::text as day from transfers where city = $1 order by day",
    );
    for (const day of new Set([...moved.map((row) => row["day"] ?? ""), ...world.daysOutside()]))
      if (!closed.has(day)) wrong.push(`${day} is not closed`);
    for (let day = numberOf(closes[0]?.["day"] ?? today); day <= numberOf(today); day += 1) {
      const trial = await trialBalance(database, world.city, dayFromNumber(day));
      const sum = trial.reduce((all, { balance_fen }) => all + balance_fen, 0n);
      if (sum !== 0n) wrong.push(`${dayFromNumber(day)} is out of balance by ${sum}`);
    }
    return wrong;
  },

  "the row is the fold of its events": async ({ world }, owner) => {
    const rows = await ask(
      owner,
      world.city,
      `select p.number, p.revision, count(*) as n from payments p join events e on e.city = p.city and e.subject = p.number
       where p.city = $1 group by p.city, p.number having count(*) <> p.revision or max(e.revision) <> p.revision`,
    );
    return rows.map((row) => JSON.stringify(row));
  },
};

/** What the other side's file of a day and our ledger of that day do not say alike, worked out once more from the two themselves. */
async function unequal({ city, gateways, biller }: Life["world"], owner: pg.Client): Promise<string[]> {
  const found: string[] = [];
  const read = (where: string, part: string) =>
    ask(
      owner,
      city,
      `select day::text as day, case reason when 'received' then 'payment' when 'refunded' then 'refund' when 'written_off' then 'write_off'
         else 'reversal' end as kind, subject as number, ${part} as part, sum(amount_fen)::text as fen
       from transfers where city = $1 and ${where} group by 1, 2, 3, 4`,
    );
  const look = (source: string, ours: readonly Row[], theirs: readonly (readonly [key: string, fen: bigint])[]) => {
    const mine = new Map(
      ours.map((row) => [
        [source, row["day"], row["kind"], row["number"], row["part"]].join(" "),
        BigInt(row["fen"] ?? "0"),
      ]),
    );
    const said = new Map<string, bigint>();
    for (const [key, fen] of theirs) {
      if (said.has(`${source} ${key}`)) found.push(`${source} ${key}`);
      said.set(`${source} ${key}`, fen);
    }
    for (const key of new Set([...mine.keys(), ...said.keys()])) if (mine.get(key) !== said.get(key)) found.push(key);
  };
  for (const { name, account, bills } of gateways.values()) {
    const source = `provider/${name}/${account}`;
    const ours = await read(
      `(debit = '${source}' and reason = 'received' or credit = '${source}' and reason = 'refunded')`,
      "part",
    );
    const theirs = [...bills].flatMap(([day, lines]) =>
      lines.map((line) => [[day, line.kind, line.number, line.refund ?? ""].join(" "), line.amount_fen] as const),
    );
    look(source, ours, theirs);
  }
  for (const agency of new Set([...biller.entries.values()].map((entry) => entry.agency))) {
    const at = `'due/${agency}'`;
    const reference =
      "(select b.reference from bills b where b.city = transfers.city and b.number = split_part(part, ' ', 1))";
    const ours = await read(
      `(credit = ${at} and reason = 'written_off' or debit = ${at} and reason = 'unapplied')`,
      reference,
    );
    const days = new Set(
      [...biller.entries.values()]
        .flatMap((entry) => [entry.doneAt, ...entry.reversals.map(({ at: back }) => back)])
        .flatMap((at) => (at ? [dayOf(at)] : [])),
    );
    const theirs = [...days].flatMap((day) =>
      biller.linesOf(agency, day).map((line) => {
        const kind = line.state === "done" ? "write_off" : "reversal";
        return [[day, kind, paymentOf(line.key), line.reference].join(" "), line.amount_fen] as const;
      }),
    );
    look(`biller/${agency}`, ours, theirs);
  }
  return found;
}
