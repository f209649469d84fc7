// What happens at the counter: one stream, and what it said so far. After a reload the page goes on behind the last change
// that it handled, with the state that it had.

import { fromJson, toJson } from "@bufbuild/protobuf";
import { EnrolmentState } from "loket/v1/enrolment_pb.js";
import { OrderState } from "loket/v1/issuance_pb.js";
import { EnrolmentChangeSchema, OrderChangeSchema } from "loket/v1/watch_pb.js";
import { pause } from "./counter.js";
import { recall, remember } from "./memory.js";

const KEY = "feed";

/** Orders, enrolments and devices of a counter, always as new as the stream. */
export class Feed {
  /** `onChange(feed)` is called after every message. */
  constructor(counter, onChange) {
    this.counter = counter;
    this.onChange = onChange;
    this.devices = new Map();
    this.progress = new Map();
    this.offline = true;
    this.inSnapshot = false;
    this.restore();
  }

  /** Follows the stream for ever, over restarts of the daemon. */
  async follow() {
    for (;;) {
      this.forgetMoments();
      try {
        for await (const message of this.counter.watcher.watch({ after: this.after })) {
          this.offline = false;
          this.apply(message);
        }
      } catch {
        // Out of reach; said on the screen, tried again below.
      }
      this.offline = true;
      this.onChange(this);
      await pause(1000);
    }
  }

  /** What is so only for the moment comes anew with every stream; what does not come again is over. */
  forgetMoments() {
    this.devices.clear();
    this.progress.clear();
  }

  /** What the subject with this key waits for: the newer of the question on record and one that could not be recorded. */
  promptOf(key) {
    const [recorded, momentary] = [this.get(key)?.prompt, this.progress.get(key)?.prompt];
    return momentary?.generation > (recorded?.generation ?? 0n) ? momentary : recorded;
  }

  /** The subject with this key, with its prompt. */
  get(key) {
    return this.orders.get(key) ?? this.enrolments.get(key);
  }

  apply({ sequence, event }) {
    this.after = sequence;
    switch (event.case) {
      case "snapshot":
        this.inSnapshot = true;
        this.forgetMoments();
        this.orders.clear();
        this.enrolments.clear();
        break;
      case "snapshotEnd":
        this.inSnapshot = false;
        break;
      case "order":
        this.orders.set(event.value.order.orderId, event.value);
        break;
      case "enrolment":
        this.enrolments.set(event.value.enrolment.enrolmentId, event.value);
        break;
      case "device":
        this.devices.set(event.value.name, event.value);
        break;
      case "progress":
        this.progress.set(event.value.orderId, event.value);
        break;
    }
    this.store();
    this.onChange(this);
  }

  store() {
    if (this.inSnapshot) {
      return; // Half a snapshot is no state to come back to.
    }
    const live = (changes) => [...changes.values()].filter((change) => !hasEnded(change));
    remember(KEY, {
      after: this.after.toString(),
      orders: live(this.orders).map((change) => toJson(OrderChangeSchema, change)),
      enrolments: live(this.enrolments).map((change) => toJson(EnrolmentChangeSchema, change)),
    });
  }

  restore() {
    const { after, orders, enrolments } = recall(KEY, { after: "0", orders: [], enrolments: [] });
    const changes = (schema, list) => list.map((json) => fromJson(schema, json));
    this.after = BigInt(after);
    this.orders = new Map(changes(OrderChangeSchema, orders).map((change) => [change.order.orderId, change]));
    this.enrolments = new Map(
      changes(EnrolmentChangeSchema, enrolments).map((change) => [change.enrolment.enrolmentId, change]),
    );
  }
}

const ENDED_ORDERS = [
  OrderState.HANDED_OVER,
  OrderState.REFUSED,
  OrderState.CANCELLED,
  OrderState.EXHAUSTED,
  OrderState.VOIDED,
];
const ENDED_ENROLMENTS = [EnrolmentState.SEALED, EnrolmentState.RELEASED, EnrolmentState.ABANDONED];

/** Whether nothing more will happen to it at this screen. */
export function hasEnded(change) {
  return change.order ? ENDED_ORDERS.includes(change.order.state) : ENDED_ENROLMENTS.includes(change.enrolment.state);
}
