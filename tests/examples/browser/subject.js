// How far an enrolment or an order is.

import { EnrolmentKind, EnrolmentState, FingerState } from "loket/v1/enrolment_pb.js";
import { OrderState } from "loket/v1/issuance_pb.js";
import { h } from "./dom.js";
import { named, say, word } from "./words.js";

const STATES = ["ACCEPTED", "PREPARING", "IN_PRODUCTION", "INSPECTING", "ISSUED", "ACTIVATED", "HANDED_OVER"];

/** `Case 2024-0001`, with what is done about it. */
export function title(change) {
  const about = change.order ?? change.enrolment;
  const what = change.order ? "card" : change.enrolment.kind === EnrolmentKind.REPHOTO ? "rephoto" : "record";
  return `${word(what)} ${about.subject}`;
}

/** The steps of an order or an enrolment, with the present one marked. */
export function progressOf(change, progress) {
  return change.order ? order(change.order, progress) : enrolment(change.enrolment);
}

function order(order, progress) {
  const state = OrderState[order.state];
  const at = STATES.indexOf(state);
  const items = STATES.map((name, index) => item(named(name), index < at || state === "HANDED_OVER", index === at));
  if (at < 0) {
    items.push(item(named(state), false, true));
  }
  const { sent, total, hold } = progress ?? {};
  const attempt = order.attempts.at(-1);
  return [
    h("ol", { className: "steps", data: { state } }, items),
    total > 0n &&
      h(
        "label",
        { className: "printing" },
        word("printing"),
        h("progress", { value: Number(sent), max: Number(total) }),
      ),
    hold && h("p", { className: "condition" }, `${say(hold, "remedy")} (${hold.reason})`),
    attempt && h("p", { className: "attempt" }, `${word("attempt")} ${attempt.number}`),
    order.ended && h("p", { className: "condition" }, say(order.ended, "remedy")),
    h(
      "ul",
      { className: "times" },
      order.steps.map(({ name, milliseconds }) =>
        h("li", {}, `${named(name)} ${(Number(milliseconds) / 1000).toFixed(1)} s`),
      ),
    ),
  ];
}

function enrolment(enrolment) {
  const lacks = (what) => enrolment.missing.some((missing) => missing.startsWith(what));
  const sealed = enrolment.state !== EnrolmentState.CAPTURING;
  const all =
    enrolment.kind === EnrolmentKind.REPHOTO ? ["photo"] : ["biodata", "photo", "finger", "signature", "verification"];
  const present = sealed ? undefined : all.find(lacks);
  const settled = enrolment.fingers.filter((finger) => finger.state !== FingerState.PENDING).length;
  const label = (what) =>
    what === "finger" ? `${named("fingers")} ${settled}/${enrolment.fingers.length}` : named(what);
  const items = all.map((what) => item(label(what), sealed || !lacks(what), what === present));
  items.push(item(named("sealed"), sealed, !sealed && !present));
  return h("ol", { className: "steps", data: { state: EnrolmentState[enrolment.state] } }, items);
}

function item(label, done, present) {
  return h("li", { className: done ? "done" : present ? "present" : "" }, label);
}
