// The page: a question is read from the form, answered here, and shown.

import { compileExplainer } from "./explainer.js";
import { FormProblem, fieldOf, readQuestion } from "./question.js";
import { reportElements } from "./report.js";

const form = document.getElementById("form");
const report = document.getElementById("report");
const embedded = atob(document.getElementById("wasm").textContent);
const compiled = compileExplainer(Uint8Array.from(embedded, (letter) => letter.charCodeAt(0)));

/** How often something was asked or taken back: an answer to what is asked no more is not shown. */
let turn = 0;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  forget();
  const asked = turn;
  try {
    const question = await readQuestion(form);
    const answer = await (await compiled).answer(question);
    if (answer.problem) {
      throw new FormProblem(fieldOf(answer.problem.member, question), answer.problem.message);
    }
    if (asked === turn) {
      show(answer.explained);
    }
  } catch (error) {
    if (asked === turn) {
      showProblem(error);
    }
  }
});

form.addEventListener("reset", () => {
  forget();
  form.classList.remove("shows-keys");
});

document.getElementById("show-keys").addEventListener("change", (event) => {
  form.classList.toggle("shows-keys", event.target.checked);
});

// Also where the browser keeps the page to show it again.
addEventListener("pagehide", () => form.reset());

/** Takes back what the last question came to. */
function forget() {
  turn += 1;
  report.hidden = true;
  report.replaceChildren();
  for (const problem of document.querySelectorAll(".problem")) {
    problem.textContent = "";
  }
  for (const field of document.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
  }
}

function show(explained) {
  report.replaceChildren(...reportElements(explained));
  report.hidden = false;
  document.getElementById("verdict").focus();
}

function showProblem(error) {
  const field = error instanceof FormProblem ? error.field : "form";
  const text = error instanceof FormProblem ? error.message : "the explainer failed: this is a fault of the page";
  document.getElementById(`${field}-problem`).textContent = text;
  const element = document.getElementById(field === "form" ? "explain" : field);
  if (field !== "form") {
    element.setAttribute("aria-invalid", "true");
  }
  element.closest("details")?.setAttribute("open", "");
  element.focus();
}
