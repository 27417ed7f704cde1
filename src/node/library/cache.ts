/** Keeps what was used last, up to a total weight. */
export interface Cache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V, weight: number): void;
  delete(key: string): void;
  clear(): void;
}

export function leastRecentlyUsed<V>(capacity: number): Cache<V> {
  const held = new Map<string, { readonly value: V; readonly weight: number }>();
  let total = 0;
  const drop = (key: string): void => {
    total -= held.get(key)?.weight ?? 0;
    held.delete(key);
  };
  return {
    get(key) {
      const found = held.get(key);
      if (!found) return undefined;
      held.delete(key);
      held.set(key, found);
      return found.value;
    },
    set(key, value, weight) {
      drop(key);
      held.set(key, { value, weight });
      total += weight;
      for (const oldest of held.keys()) {
        if (total <= capacity || held.size === 1) break;
        drop(oldest);
      }
    },
    delete: drop,
    clear() {
      held.clear();
      total = 0;
    },
  };
}
