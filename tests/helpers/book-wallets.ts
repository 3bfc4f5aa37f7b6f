import { BookWallet } from "../../src/domain/payments/fixtures.ts";
import type { PaymentProvider, ProviderAdapter, ProviderName } from "../../src/domain/payments/index.ts";
import type { House } from "../../src/surfaces/house.ts";

/** Providers whose books the test writes, by the names they go by; the last account opened under a name is the one. */
export function bookWallets(names: readonly ProviderName[]) {
  const wallets = new Map<ProviderName, BookWallet>();
  const adapter = (name: ProviderName): ProviderAdapter => ({
    name,
    check: () => [],
    secretsOf: () => [],
    open: ({ clock }) => {
      const wallet = wallets.get(name) ?? new BookWallet(clock);
      wallets.set(name, wallet);
      return new Proxy<PaymentProvider>(wallet, {
        get: (target, key) => (key === "name" ? name : Reflect.get(target, key, target)),
      });
    },
  });
  return {
    providers: new Map(names.map((name) => [name, adapter(name)])),
    wallet(name: ProviderName): BookWallet {
      const wallet = wallets.get(name);
      if (!wallet) throw new Error(`no account at ${name} is open`);
      return wallet;
    },
    async open(house: House, city: string): Promise<void> {
      for (const provider of names) {
        const by = { kind: "system", id: "tests" } as const;
        await house.accounts.set({ city, provider, account: "main", agency: "", config: {}, secrets: {}, by });
      }
    },
  };
}
