// A front end for a browser, drawn from prompts and from the one watch: the queue, the present question, how far the job is,
// the camera's live picture. A reload keeps the lease, the case that was chosen, and the place in the stream.
//
//     index.html?loket=http://127.0.0.1:50051&actor=siti

import { EnrolmentKind } from "loket/v1/enrolment_pb.js";
import { Mode, DeviceState } from "loket/v1/station_pb.js";
import { connect, refusal } from "./counter.js";
import { fill, h } from "./dom.js";
import { Feed, hasEnded } from "./feed.js";
import { keepLease, token } from "./lease.js";
import { recall, remember } from "./memory.js";
import { Preview } from "./preview.js";
import { drawEvent, drawPrompt } from "./prompt.js";
import { progressOf, title } from "./subject.js";
import { language, named, say, switchLanguage, word } from "./words.js";

const parameters = new URLSearchParams(location.search);
const counter = connect(parameters.get("loket"), parameters.get("actor"), token);
const feed = new Feed(counter, draw);
const element = (id) => document.getElementById(id);
const preview = new Preview(counter, element("preview"), (count) => {
  element("pictures").textContent = count ? `${count} ${word("pictures")}` : "";
});

let selected = recall("selected", "");
let holding = {};
/** Questions whose answers are under way, at whatever subject. */
const answering = new Set();
let station;

function select(key) {
  selected = key;
  remember("selected", key);
  element("refusal").replaceChildren();
  element("hint").replaceChildren();
  draw();
}

async function answer(prompt, choice, content) {
  const { subject, generation } = prompt;
  const [key, question] = [selected, questionOf(selected, prompt)];
  answering.add(question);
  element("refusal").replaceChildren();
  draw();
  try {
    const request = { subject, generation, actor: counter.actor, choice: choice.key, ...content };
    for await (const { event } of counter.prompts.answerPrompt(request)) {
      const drawn = drawEvent(event);
      if (drawn && key === selected) {
        element("hint").replaceChildren(drawn);
      }
    }
  } catch (error) {
    refuse(error);
  }
  answering.delete(question);
  if (key === selected) {
    element("hint").replaceChildren();
  }
  draw();
}

function questionOf(key, prompt) {
  return `${key} ${prompt?.generation}`;
}

function refuse(error) {
  const { reason, [language]: remedy } = refusal(error);
  element("refusal").replaceChildren(h("p", { className: "condition" }, `${remedy} (${reason})`));
}

async function open(event) {
  event.preventDefault();
  const subject = element("case").value;
  try {
    const kind = EnrolmentKind.RECORD;
    const request = { requestId: `${subject}-record`, actor: counter.actor, kind, subject };
    select((await counter.enrolments.openEnrolment(request)).enrolmentId);
    element("case").value = "";
  } catch (error) {
    refuse(error);
  }
}

function draw() {
  const change = feed.get(selected);
  drawHeader();
  drawQueue();
  drawSubject(change);
  const capturing = change?.enrolment && !hasEnded(change);
  preview.show(capturing ? selected : undefined);
}

function drawHeader() {
  const { lease, refusal: other, ended } = holding;
  fill("lease", [lease?.fence, other, ended, feed.offline, language], () => {
    if (feed.offline) {
      return h("span", { className: "bad" }, word("offline"));
    }
    if (other || ended) {
      const why = other ? other[language] : word("ended");
      return [h("span", { className: "bad" }, why), h("button", { onclick: takeLease }, word("take"))];
    }
    return lease && h("span", { className: "good", data: { fence: lease.fence.toString() } }, word("mine"));
  });
  const devices = [...feed.devices.values()];
  const states = devices.map(({ name, state, condition }) => [name, state, condition?.reason]);
  fill("devices", [states, language], () =>
    devices.map(({ name, state }) => h("li", { className: DeviceState[state].toLowerCase() }, named(name))),
  );
  fill("troubles", [states, language], () =>
    devices
      .filter((device) => device.condition)
      .map(({ name, condition }) =>
        h("li", { className: "condition" }, `${named(name)}: ${say(condition, "remedy")} (${condition.reason})`),
      ),
  );
  const training = station?.mode === Mode.TRAINING ? ` · ${word("training")}` : "";
  fill("station", [station?.stationId, training], () => station && `${station.stationId}${training}`);
}

function drawQueue() {
  const all = [...feed.enrolments.entries(), ...feed.orders.entries()];
  const open = all.filter(([key, change]) => key === selected || !hasEnded(change));
  fill("queue", [open.map(([key]) => [key, feed.promptOf(key)?.generation]), selected, language], () =>
    open.map(([key, change]) => {
      const prompt = feed.promptOf(key);
      const waits = prompt ? say(prompt) : word("working");
      const className = key === selected ? "selected" : prompt ? "waits" : "";
      const button = h("button", { type: "button", onclick: () => select(key), data: { key } });
      button.append(h("strong", {}, title(change)), h("span", {}, hasEnded(change) ? "" : waits));
      return h("li", { className }, button);
    }),
  );
}

function drawSubject(change) {
  const progress = feed.progress.get(selected);
  fill("subject", [change?.order ?? change?.enrolment, progress, language], () =>
    change
      ? [h("h2", {}, title(change)), progressOf(change, progress)].flat(2)
      : h("p", { className: "other" }, word("nobody")),
  );
  const prompt = feed.promptOf(selected);
  const busy = answering.has(questionOf(selected, prompt));
  fill("prompt", [selected, prompt?.generation, prompt?.choices, busy, language, change && hasEnded(change)], () => {
    if (!prompt) {
      return change && !hasEnded(change) && h("p", { className: "other" }, word(answering.size ? "working" : "nothing"));
    }
    const article = drawPrompt(counter, prompt, (choice, content) => answer(prompt, choice, content));
    article.querySelectorAll("button").forEach((button) => (button.disabled = Boolean(busy)));
    return article;
  });
}

function drawWords() {
  document.documentElement.lang = language;
  document.querySelectorAll("[data-word]").forEach((one) => (one.textContent = word(one.dataset.word)));
  element("case").placeholder = word("case");
  element("language").textContent = language === "id" ? "English" : "Indonesia";
}

function takeLease() {
  keepLease(counter, (change) => {
    holding = change;
    draw();
  });
}

async function readStation() {
  station = await counter.station.getStation({});
  draw();
}

element("language").addEventListener("click", () => {
  switchLanguage();
  drawWords();
  draw();
});
element("open").addEventListener("submit", open);
drawWords();
draw();
takeLease();
feed.follow();
readStation().catch(refuse);
