/**
 * Has a store of mqtt.js keep nothing, for clients that keep themselves what they sent until it is acknowledged: a second copy of
 * each message would be memory for nothing, and would be sent again after it was given up.
 *
 * @returns the store.
 */
export function keepNothing<S extends object>(store: S): S {
  const skip = (_packet: unknown, done?: () => void) => {
    done?.();
    return store;
  };
  return Object.assign(store, { put: skip, del: skip });
}
