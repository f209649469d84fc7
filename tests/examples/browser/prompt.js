// The present question: its texts, its evidence, one button per answer. This file knows no kind of prompt; a kind that the
// daemon learns tomorrow is drawn as well.

import { fromJson } from "@bufbuild/protobuf";
import { BiodataSchema, FingerPosition, HintKind } from "loket/v1/common_pb.js";
import { ChoiceInput, PromptKind } from "loket/v1/prompt_pb.js";
import { h } from "./dom.js";
import { say, sayOther, word } from "./words.js";

/** Draws a prompt; `onAnswer(choice, content)` gets the choice and what came with it. */
export function drawPrompt(counter, prompt, onAnswer) {
  const { condition } = prompt;
  return h(
    "article",
    { data: { kind: PromptKind[prompt.kind], generation: prompt.generation.toString() } },
    h("h3", {}, say(prompt)),
    h("p", { className: "other" }, sayOther(prompt)),
    condition && h("p", { className: "condition" }, `${say(condition, "remedy")} (${condition.reason})`),
    h(
      "dl",
      {},
      prompt.evidence.map((evidence) => drawEvidence(counter, prompt, evidence)),
    ),
    h(
      "div",
      { className: "choices" },
      prompt.choices.map((choice) => drawChoice(choice, onAnswer)),
    ),
  );
}

function drawEvidence(counter, { subject, generation }, evidence) {
  const { case: kind, value } = evidence.value;
  if (kind === "reading") {
    return h("div", {}, h("dt", {}, say(evidence, "label")), h("dd", {}, value));
  }
  const image = h("img", { alt: say(evidence, "label") });
  const picture = counter.prompts.getEvidence({ subject, generation, name: evidence.name });
  picture.then(
    ({ content, mediaType }) => (image.src = URL.createObjectURL(new Blob([content], { type: mediaType }))),
    () => image.remove(), // The question is over; the next one comes with the watch.
  );
  return h("div", {}, h("dt", {}, say(evidence, "label")), h("dd", {}, image));
}

/** A button; where something must come with the answer, a small form with it. */
function drawChoice(choice, onAnswer) {
  const button = h("button", { data: { choice: choice.key } }, say(choice, "label"));
  const input = drawInput(choice.input);
  const onsubmit = async (event) => {
    event.preventDefault();
    onAnswer(choice, input ? await contentOf(choice.input, input) : {});
  };
  return h("form", { onsubmit }, input, button);
}

function drawInput(input) {
  switch (input) {
    case ChoiceInput.NOTE:
      return h("input", { required: true, maxLength: 200, placeholder: word("note") });
    case ChoiceInput.BIODATA:
      return h("input", { required: true, type: "file", accept: ".json", title: word("biodata") });
    case ChoiceInput.PNG:
      return h("input", { required: true, type: "file", accept: ".png", title: word("png") });
  }
}

async function contentOf(kind, input) {
  switch (kind) {
    case ChoiceInput.NOTE:
      return { note: input.value };
    case ChoiceInput.BIODATA:
      return { biodata: fromJson(BiodataSchema, JSON.parse(await input.files[0].text())) };
    case ChoiceInput.PNG:
      return { png: new Uint8Array(await input.files[0].arrayBuffer()) };
  }
}

/** Draws what happens while the counter acts on an answer; undefined for what is not shown. */
export function drawEvent({ case: kind, value }) {
  switch (kind) {
    case "hint":
      if (value.kind === HintKind.TRANSFERRING) {
        return h("progress", { value: value.received, max: value.total || 1 });
      }
      return h(
        "p",
        { className: "place", data: { hint: HintKind[value.kind], position: FingerPosition[value.position] } },
        say(value),
      );
    case "try":
      return h("p", {}, `${value.number}: ${value.quality}/100 ${value.problem}`);
    case "match":
      return h("p", {}, `${value.matched ? "✓" : "✗"} ${value.score} / ${value.threshold}`);
    case "chip":
      return h("p", {}, value.biodata.name);
  }
}
