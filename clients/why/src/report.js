// A report of the explainer, as elements.

import { element } from "./element.js";

const MARKS = { passed: ["✓", "good"], failed: ["✗", "bad"], "not-reached": ["·", ""] };

const TO_DECIDE = "With the server’s key, the signature is checked too, and proves what it was made with.";

/** `explained` is what the explainer answered: the explanation, and the same as text. */
export function reportElements({ explanation, text }) {
  const { steps, findings } = explanation;
  return [
    verdict(explanation),
    element("p", { class: "hint" }, `As of ${explanation.at}.`),
    ...(explanation.undecided ? [element("p", {}, TO_DECIDE)] : []),
    ...(findings.length === 0 ? [] : [element("h3", {}, "What was found")]),
    ...findings.map(finding),
    element("h3", {}, "What was checked, in order"),
    element("ol", { class: "steps" }, ...steps.map(step)),
    copyable("The report as text", text),
    copyable("The report as JSON", `${JSON.stringify(explanation, null, 2)}\n`),
  ];
}

function verdict({ authorized, denied, undecided }) {
  const heading = (tone, word, ...rest) =>
    element("h2", { id: "verdict", tabindex: "-1" }, element("span", { class: tone }, word), ...rest);
  if (authorized) {
    return heading("good", "Authorized", ` until ${authorized.expiresAt} by key ${authorized.key}`);
  }
  if (undecided) {
    return heading("doubt", "Undecided", `: ${undecided.message}`);
  }
  return heading("bad", "Denied", ` (${denied.reason}): ${denied.message}`);
}

function step({ name, status, seen, expected, at }) {
  const [mark, tone] = MARKS[status];
  const item = element(
    "li",
    {},
    element("span", { class: tone, "aria-hidden": "true" }, mark),
    element("span", {}, name, hidden(status === "not-reached" ? "" : `, ${status}:`)),
    element("span", { class: "sent" }, ...(status === "not-reached" ? ["not reached"] : marked(seen, at))),
  );
  if (status === "failed") {
    item.append(element("span", { class: "expected" }, `expected ${expected}`));
  }
  return item;
}

function finding({ code, confidence, title, detail, explanation, fix, comparison }) {
  const tone = confidence === "certain" ? "bad" : "doubt";
  return element(
    "article",
    { class: "finding" },
    element("h4", {}, element("span", { class: tone }, confidence), `: ${title} `, element("code", {}, code)),
    element("p", {}, ...prose(explanation)),
    ...(detail === "" ? [] : [element("p", {}, ...prose(`Here: ${detail}.`))]),
    ...(comparison === null ? [] : [compared(comparison)]),
    element("p", { class: "fix" }, element("strong", { class: "good" }, "Fix:"), " ", ...prose(fix)),
  );
}

function compared({ field, sent, signed, differsAt: { start, end } }) {
  const letters = Array.from(signed);
  const between = (from, to) => letters.slice(from, to).join("");
  return element(
    "dl",
    { class: "compared" },
    element("dt", {}, `${field} sent`),
    element("dd", { class: "sent" }, sent),
    element("dt", {}, `${field} signed`),
    element("dd", { class: "sent" }, between(0, start), element("mark", {}, between(start, end)), between(end)),
  );
}

/** A text whose letter at `at` is the first wrong one, if any is. */
function marked(text, at) {
  if (at === null) {
    return [text];
  }
  const letters = Array.from(text);
  const wrong = element("mark", {}, ...letters.slice(at, at + 1));
  return [letters.slice(0, at).join(""), wrong, letters.slice(at + 1).join("")];
}

function copyable(title, text) {
  const shown = element("pre", { tabindex: "0", role: "region", "aria-label": title }, text);
  const copy = element("button", { type: "button" }, "Copy");
  const said = element("span", { role: "status" });
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = " Copied.";
    } catch {
      // Where a page may not write there, whoever asked can copy what is selected.
      getSelection().selectAllChildren(shown);
      said.textContent = " Selected: copy it with the keyboard.";
    }
  });
  return element("details", {}, element("summary", {}, title), element("p", {}, copy, said), shown);
}

/** Sentences with code between backticks. */
function prose(text) {
  const parts = text.split("`");
  // One without its end is a letter like any other.
  if (parts.length % 2 === 0) {
    return [text];
  }
  return parts.map((part, place) => (place % 2 === 1 ? element("code", {}, part) : part));
}

const hidden = (text) => element("span", { class: "hidden" }, text);
