// What stands in the controls of a page: read, shown and hidden as it depends on other answers, kept free of
// contradictions.

function answerOf(block) {
  const kind = block.dataset.type;
  if (kind === "choice") return block.querySelector("input:checked")?.value ?? null;
  if (kind === "multiple_choice") return [...block.querySelectorAll("input:checked")].map((box) => box.value);
  if (kind === "boolean") return block.querySelector("input").checked;
  if (kind === "number") {
    const instead = block.querySelector("input[type=checkbox]:checked");
    return instead ? instead.value : block.querySelector("input[type=text]").value;
  }
  return Object.fromEntries([...block.querySelectorAll("[data-field]")].map((box) => [
    box.dataset.field, box.matches("fieldset") ? box.querySelector("input:checked")?.value ?? "" : box.value]));
}

function answers(root) {
  const values = {};
  for (const block of root.querySelectorAll("[data-question]")) {
    if (!block.hidden) values[block.dataset.question] = answerOf(block);
  }
  return values;
}

// What opens a follow-up: of a question, one of these options is chosen or ticked; of every entry, or of some. Yes and no
// are "true" and "false". The server decides again when the page is sent.
function opens({every, among}, values) {
  const chosen = ([name, options]) => [values[name]].flat().some((value) => options.includes(String(value)));
  return every ? among.every(chosen) : among.some(chosen);
}

function showFollowUps(root) {
  for (const block of root.querySelectorAll("[data-opens]")) {
    block.hidden = !opens(JSON.parse(block.dataset.opens), answers(root));
  }
}

// Answers that exclude one another: what cannot stay beside the one just given is taken away. Returns whether anything
// was.
function keepExclusive(box) {
  const block = box.closest("[data-question]");
  const given = box.type === "checkbox" ? box.checked : box.value.trim();
  if (!given || !["number", "multiple_choice"].includes(block?.dataset.type)) return false;
  let taken = false;
  for (const other of block.querySelectorAll("input")) {
    const apart = block.dataset.type === "number" || "exclusive" in box.dataset || "exclusive" in other.dataset;
    if (other === box || !apart || !(other.type === "checkbox" ? other.checked : other.value)) continue;
    if (other.type === "checkbox") other.checked = false;
    else other.value = "";
    taken = true;
  }
  return taken;
}

// What was typed on the page, and which page of the form it is; empty where there is no form.
function typedOn(root) {
  return { page: root.querySelector("[data-form]")?.dataset.page ?? "", values: answers(root) };
}
