// Exclusive use of scanner and camera: taken once, kept alive by an open stream, taken up again after a reload.

import { forget, recall, remember } from "./memory.js";
import { isOffline, pause, refusal } from "./counter.js";

const DEVICES = ["scanner", "camera"];
const TOKEN = "lease";

/** The token that calls show; undefined without a lease. */
export function token() {
  return recall(TOKEN);
}

/**
 * Takes the lease and keeps it as long as the page is open. `onChange` gets `{lease}` while it is held, `{refusal}` when
 * another front end has the devices, `{ended}` when the lease was ended. Returns then; call again to try again.
 */
export async function keepLease(counter, onChange) {
  for (;;) {
    try {
      const lease = await acquire(counter);
      remember(TOKEN, lease.token);
      onChange({ lease });
      // Closing or reloading the page ends this stream; the daemon then grants a time of grace.
      for await (const message of counter.leases.holdLease({ token: lease.token })) {
        if (message.lease.over) {
          // Somebody ended it in the holder's place; taking it again is a person's decision.
          forget(TOKEN);
          onChange({ ended: true });
          return;
        }
        onChange({ lease: message.lease });
      }
    } catch (error) {
      if (!isOffline(error)) {
        forget(TOKEN);
        onChange({ refusal: refusal(error) });
        return;
      }
    }
    await pause(1000);
  }
}

/** The lease of before the reload, if it is alive, else a new one. */
async function acquire(counter) {
  const { actor, leases } = counter;
  const old = token();
  if (old) {
    try {
      return await leases.acquireLease({ actor, token: old });
    } catch (error) {
      if (isOffline(error)) {
        throw error;
      }
      forget(TOKEN); // It expired while the page was away.
    }
  }
  return leases.acquireLease({ actor, devices: DEVICES });
}
