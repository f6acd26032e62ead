import { type Authorization, authorization } from "./authorization.js";
import { safely } from "./safely.js";
import type { Settings } from "./settings.js";

/** What one App keeps, by id. A storage that fails keeps nothing, and stops nobody. */
export interface Keeper {
  /** What is kept; null for nothing, or what is not understood. */
  _read(id: string): Authorization | null;
  _keep(held: Authorization): void;
  _forget(id: string): void;
  /** The last id that was remembered, or an empty text. */
  _lastId(): string;
  _remember(id: string): void;
  /** Whether an event tells that another tab has changed what is kept. */
  _concerns(event: StorageEvent, id: string): boolean;
}

export function createKeeper({ storage, store, kind, productCode, servers }: Settings): Keeper {
  const keyOf = (id: string) => ["store-auth", store, kind, id, productCode, servers].join(" ");
  const get = (id: string) => safely(() => storage.getItem(keyOf(id)));
  const set = (id: string, value: string) => safely(() => storage.setItem(keyOf(id), value));
  return {
    _read: (id) => safely(() => authorization(id, JSON.parse(get(id) as string))),
    _keep: ({ id, expiry, signatures, received }) => set(id, JSON.stringify({ expiry, signatures, received })),
    _forget: (id) => safely(() => storage.removeItem(keyOf(id))),
    _lastId: () => get("") || "",
    _remember: (id) => set("", id),
    // Without a key, everything was removed.
    _concerns: ({ key }, id) => key == null || key === keyOf(id),
  };
}
