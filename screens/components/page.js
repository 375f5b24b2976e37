// Draws a page from a tree of data and reports what the person does. Text becomes text nodes and only known tags and attributes are
// built, so nothing that a patient or an editor typed can become markup or code.

const TAGS = new Set(("a abbr article b blockquote br button code dd details div dl dt em fieldset footer form h1 h2 h3 h4 header hr i img input label "
  + "legend li nav ol option p section select small span strong summary table tbody td textarea th thead tr ul caption").split(" "));
// Drawings: line art of paths, nothing that could load or run.
const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(("svg path").split(" "));
const DRAWN_ATTRIBUTES = new Set(("class role viewBox d fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin").split(" "));
const ATTRIBUTES = new Set(("id class for name type value checked tabindex role lang autocomplete inputmode rows maxlength method action "
  + "href target rel scope colspan open placeholder hidden download src alt enctype accept capture").split(" "));

function build(node) {
  if (typeof node === "string") return document.createTextNode(node);
  const [tag, attributes, ...children] = node;
  const drawn = DRAWN.has(tag);
  if (!drawn && !TAGS.has(tag)) throw new Error(`unknown tag ${tag}`);
  const element = drawn ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (!(drawn ? DRAWN_ATTRIBUTES : ATTRIBUTES).has(name) && !name.startsWith("data-") && !name.startsWith("aria-")) throw new Error(`unknown attribute ${name}`);
    if ((name === "href" || name === "action") && !/^(\/(?!\/)|#|\?|https:\/\/|tel:|mailto:)/.test(value)) continue;
    if (name === "src" && !/^\/(logo\.png|(photo|clinic\/case)\/[\w\/?=-]+)$/.test(value)) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.map(build));
  return element;
}

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
  for (const block of root.querySelectorAll("[data-question]")) if (!block.hidden) values[block.dataset.question] = answerOf(block);
  return values;
}

// The same small language as the questionnaire's show_if; the server decides again when the page is sent.
function holds(condition, values) {
  const [[name, test]] = Object.entries(condition);
  if (name === "all") return test.every((part) => holds(part, values));
  if (name === "any") return test.some((part) => holds(part, values));
  const value = values[name];
  if (typeof test === "string" || typeof test === "boolean") return value === test;
  if (test.in) return test.in.includes(value);
  if (test.has_any) return (value ?? []).some((item) => test.has_any.includes(item));
  if (test.has_all) return test.has_all.every((item) => (value ?? []).includes(item));
  return false;
}

function showFollowUps(root) {
  for (const block of root.querySelectorAll("[data-show-if]")) block.hidden = !holds(JSON.parse(block.dataset.showIf), answers(root));
}

// Answers that exclude one another: what cannot stay beside the one just given is taken away. Returns whether anything was.
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

// Seconds between the warning and what it warns of: the wiping of a tablet in the waiting room, the hiding of a page that was left open.
const BEFORE_WIPING = 20;
const BEFORE_HIDING = 120;

// When the line is cut, Streamlit opens a dialog that speaks English, and of itself. The words become ours; a dialog of another make has none.
let cut = [];
function translate() {
  const dialog = document.querySelector("[data-testid=stDialog]");
  if (!dialog || !cut.length) return;
  const walk = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT);
  for (const words of cut) if (walk.nextNode() && walk.currentNode.nodeValue !== words) walk.currentNode.nodeValue = words;
}
new MutationObserver(translate).observe(document.body, { childList: true, subtree: true });

export default function (component) {
  const { parentElement } = component;
  const root = parentElement.querySelector("#page");
  root.setTriggerValue = component.setTriggerValue; // of the newest session: a page that stays through a cut line sends by it
  const drawn = new TextDecoder().decode(component.data);
  const data = JSON.parse(drawn);
  if (root.dataset.drawn === drawn) return;
  root.dataset.drawn = drawn;

  // After a cut line Streamlit begins anew and knows only what was saved, which is no answer to what was done here: the page stays with what
  // was typed on it, and what was pressed is sent once more, now that there is a session to hear it.
  const nodes = data.body.map(build);
  const formOf = (elements) => elements.map((element) => element.querySelector("[data-form]")).find(Boolean)?.dataset.page;
  const answered = !(data.turn <= root.turn);
  root.turn = data.turn;
  if (!answered && formOf(nodes) && formOf(nodes) === formOf([root])) {
    if (root.classList.contains("busy")) root.sendAgain();
    return;
  }

  cut = data.say.cut ? [data.say.cut_title, data.say.cut] : [];
  document.title = data.title;
  document.documentElement.lang = data.language;
  document.documentElement.dir = root.dir = data.direction;
  root.replaceChildren(...nodes);
  root.className = data.wide ? "wide" : "";
  (data.colours ?? []).forEach((colour, number) => root.style.setProperty(number ? "--clinic-dark" : "--clinic-light", colour));
  showFollowUps(root);

  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "status";
  const warning = document.createElement("p");
  warning.setAttribute("role", "alert");
  warning.className = "warning";
  root.append(status, warning);
  let waiting = 0;

  const send = (action) => {
    if (root.classList.contains("busy")) return;
    if (action.name === "resume" && root.left) {
      Object.assign(action, root.left);
      root.resumed = true;
    }
    root.classList.add("busy");
    root.sendAgain = () => { root.classList.remove("busy"); send(action); };
    status.textContent = data.say.saving ?? "";
    root.setTriggerValue("action", { ...action, turn: root.turn });
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (root.dataset.drawn === drawn) {
        root.classList.remove("busy");
        status.textContent = data.say.slow ?? "";
      }
    }, 10000);
  };

  // Photos go without leaving the page, so that a lost connection loses nothing: all that were chosen, whichever button was pressed.
  const fileOf = (form) => form.querySelector("input[type=file]").files[0];
  const tellChosen = (form) => {
    if (fileOf(form)) form.querySelector(".chosen").textContent = data.say.chosen.replace("{name}", fileOf(form).name);
  };
  const sendPhoto = async (form) => {
    if (fileOf(form)?.size > form.dataset.most) return { photo: form.dataset.photo, problem: "large" };
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error(answer.status);
    return Object.fromEntries(new URL(answer.url).searchParams);
  };
  const sendPhotos = async (forms) => {
    if (root.classList.contains("busy")) return;
    root.classList.add("busy");
    const done = [];
    const tell = (form, text) => { form.querySelector("[role=status]").textContent = text; };
    try {
      for (const form of forms) {
        tell(form, data.say.sending);
        done.push(await sendPhoto(form));
        tell(form, "");
      }
    } catch {
      tell(forms[done.length], data.say.unsent);
    }
    root.classList.remove("busy");
    if (done.length < forms.length) return;
    const problems = Object.fromEntries(done.filter((each) => each.problem).map((each) => [each.photo, each.problem]));
    send({ name: "photo", value: Object.keys(problems)[0] ?? done.at(-1).photo ?? "", problems });
  };

  // A clinician's page left open empties itself, then asks the server, which shows it again only to someone who is still signed in; a tablet
  // in the waiting room warns and then wipes itself; a patient's page warns and then hides what stands on it, which "resume" brings back.
  // The timers belong to the tab: the next page stops those of the last. A phone stops them too while it sleeps, hence `touchedAt`.
  const timers = root.timers ??= {};
  const wipe = () => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/clear" });
    document.body.append(form);
    form.submit();
  };
  const typed = () => ({ page: root.querySelector("[data-form]")?.dataset.page ?? "", values: answers(root) });
  const hide = () => {
    root.left ??= typed();
    root.querySelector(".content").replaceChildren(...data.left.map(build));
    const title = root.querySelector("h1");
    document.title = title.textContent;
    title.focus();
    for (const name in timers) clearTimeout(timers[name]);
    warning.textContent = "";
  };
  const warn = (words, seconds, then) => {
    warning.textContent = words;
    timers.then = setTimeout(then, seconds * 1000);
  };
  // A tablet that slept stops its timers: what they had to do is done as it wakes, before anything can be touched.
  const overslept = (seconds) => seconds && Date.now() - root.touchedAt > seconds * 1000;
  const touched = () => {
    if (root.left) return;
    if (overslept(data.wipe)) { wipe(); return; }
    root.touchedAt = Date.now();
    for (const name in timers) clearTimeout(timers[name]);
    warning.textContent = "";
    if (data.idle) timers.idle = setTimeout(() => { root.replaceChildren(status); send({ name: "idle" }); }, data.idle * 1000);
    if (data.wipe) timers.wipe = setTimeout(() => warn(data.say.wipe, BEFORE_WIPING, wipe), Math.max(data.wipe - BEFORE_WIPING, 1) * 1000);
    if (data.leave) timers.leave = setTimeout(() => warn(data.say.leave, BEFORE_HIDING, hide), (data.leave - BEFORE_HIDING) * 1000);
  };
  if (root.resumed) {
    delete root.left;
    delete root.resumed;
  }
  root.touchedAt = Date.now();
  touched();
  document.onpointerdown = document.onwheel = document.onkeydown = touched;
  document.onvisibilitychange = () => {
    if (document.hidden || !root.isConnected) return;
    if (data.idle) send({ name: "idle" });
    if (overslept(data.wipe)) wipe();
    else if (overslept(data.leave)) hide();
  };

  const untick = (box) => {
    if (keepExclusive(box)) status.textContent = data.say.unticked ?? "";
    else if (box.type !== "text" && status.textContent === data.say.unticked) status.textContent = "";
  };
  root.onkeydown = (event) => { touched(); event.stopPropagation(); };
  root.onchange = (event) => {
    if (event.target.type === "file") tellChosen(event.target.form);
    untick(event.target);
    showFollowUps(root);
  };
  root.oninput = (event) => { if (event.target.matches("input[type=text]")) untick(event.target); };
  root.onsubmit = (event) => {
    const form = event.target;
    const chosen = [...root.querySelectorAll("form[data-photo]")].filter((photo) => fileOf(photo));
    if (form.dataset.photo || (form.dataset.form && chosen.length)) {
      event.preventDefault();
      sendPhotos(chosen.length ? chosen : [form]);
      return;
    }
    if (!form.dataset.form) return;
    event.preventDefault();
    send({ name: form.dataset.form, page: form.dataset.page ?? "", values: answers(form) });
  };
  root.onclick = (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) {
      event.preventDefault();
      const target = root.querySelector(`[id="${CSS.escape(link.getAttribute("href").slice(1))}"]`);
      const control = target?.matches("input, textarea, select") ? target : target?.querySelector("input, textarea, select") ?? target;
      control?.scrollIntoView({ block: "center" });
      control?.focus({ preventScroll: true });
      return;
    }
    const button = event.target.closest("button[data-action]");
    if (!button) return;
    const action = { name: button.dataset.action, value: button.dataset.value ?? "" };
    // What stands on the page goes along, so that nothing typed is lost.
    if ("keep" in button.dataset) Object.assign(action, typed());
    send(action);
  };

  // The browser's own Back and Forward leave a page without a word to the server: what was typed on it is kept, as with the page's Back.
  window.onpopstate = () => {
    if (location.hash) return; // not another page, but a code: see below
    const own = typed();
    if (root.isConnected && own.page && !root.left && !root.classList.contains("busy")) {
      root.setTriggerValue("action", { name: "park", ...own, turn: root.turn });
    }
  };

  // A link or QR code brings the code of a form begun elsewhere behind the #, which no server and no log sees.
  const takeCode = () => {
    const code = location.hash.match(/^#code=([\w%-]{1,200})$/);
    const box = root.querySelector("input[name=code]");
    if (!code || !box) return;
    try { box.value = decodeURIComponent(code[1]); } catch { return; }
    for (let around = box.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    history.replaceState(history.state, "", location.pathname + location.search);
    box.focus();
  };
  window.onhashchange = takeCode;

  // The way back to another page, or another language, brings nothing back that was hidden: only "resume" does.
  if (root.left && data.leave) {
    hide();
    return;
  }

  const target = root.querySelector(`[id="${CSS.escape(data.focus)}"]`);
  if (target) {
    target.focus({ preventScroll: true });
    parentElement.getRootNode().host?.scrollIntoView?.({ block: "start" });
    if (data.focus !== "heading") target.scrollIntoView({ block: "start" });
    else root.firstElementChild?.scrollIntoView({ block: "start" });
  }
  takeCode();
}
