// The page: drawn from the server's data, and its events led to whoever deals with them.

export default function (component) {
  const { parentElement } = component;
  const root = parentElement.querySelector("#page");
  // Of the newest session: a page that stays through a cut line sends by it.
  root.setTriggerValue = component.setTriggerValue;
  const drawn = new TextDecoder().decode(component.data);
  const data = JSON.parse(drawn);
  if (root.dataset.drawn === drawn) return;
  root.dataset.drawn = drawn;

  // After a cut line Streamlit begins anew and knows only what was saved, which is no answer to what was done here: the
  // page stays with what was typed on it, and what was pressed is sent once more, now that there is a session to hear
  // it.
  const nodes = data.body.map(build);
  const formOf = (elements) => elements.map((one) => one.querySelector("[data-form]")).find(Boolean)?.dataset.page;
  const answered = !(data.turn <= root.turn);
  root.turn = data.turn;
  if (!answered && formOf(nodes) && formOf(nodes) === formOf([root])) {
    if (isBusy(root)) root.sendAgain();
    return;
  }

  const screen = draw(root, data, drawn, nodes);
  watchOver(screen);
  listen(screen);
  parkOnBack(screen);
  window.onhashchange = () => takeCode(root);

  // The way back to another page, or another language, brings nothing back that was hidden: only "resume" does.
  if (root.left && data.leave) {
    hide(screen);
    return;
  }
  focusOn(root, data.focus, parentElement);
  takeCode(root);
}

function line(role, css) {
  const paragraph = document.createElement("p");
  paragraph.setAttribute("role", role);
  paragraph.className = css;
  return paragraph;
}

function draw(root, data, drawn, nodes) {
  sayCut(data.say);
  document.title = data.title;
  document.documentElement.lang = data.language;
  document.documentElement.dir = root.dir = data.direction;
  root.replaceChildren(...nodes);
  root.className = data.wide ? "wide" : "";
  const [light, dark] = data.colours ?? [];
  if (light) root.style.setProperty("--clinic-light", light);
  if (dark) root.style.setProperty("--clinic-dark", dark);
  showFollowUps(root);
  const status = line("status", "status");
  const warning = line("alert", "warning");
  root.append(status, warning);
  return { root, data, drawn, status, warning, waiting: 0 };
}

function listen(screen) {
  const { root, data, status } = screen;
  const untick = (box) => {
    if (keepExclusive(box)) status.textContent = data.say.unticked ?? "";
    else if (box.type !== "text" && status.textContent === data.say.unticked) status.textContent = "";
  };
  root.onkeydown = (event) => { touched(screen); event.stopPropagation(); };
  root.onchange = (event) => {
    if (event.target.type === "file") tellChosen(event.target.form, data.say);
    untick(event.target);
    showFollowUps(root);
  };
  root.oninput = (event) => { if (event.target.matches("input[type=text]")) untick(event.target); };
  root.onsubmit = (event) => {
    const form = event.target;
    const chosen = chosenPhotos(root);
    if (form.dataset.photo || (form.dataset.form && chosen.length)) {
      event.preventDefault();
      sendPhotos(screen, chosen.length ? chosen : [form]);
      return;
    }
    if (!form.dataset.form) return;
    event.preventDefault();
    send(screen, { name: form.dataset.form, page: form.dataset.page ?? "", values: answers(form) });
  };
  root.onclick = (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) {
      event.preventDefault();
      goTo(root, link.getAttribute("href").slice(1));
      return;
    }
    const button = event.target.closest("button[data-action]");
    if (!button) return;
    const action = { name: button.dataset.action, value: button.dataset.value ?? "" };
    // What stands on the page goes along, so that nothing typed is lost.
    if ("keep" in button.dataset) Object.assign(action, typedOn(root));
    send(screen, action);
  };
}

function goTo(root, id) {
  const target = root.querySelector(`[id="${CSS.escape(id)}"]`);
  const controls = "input, textarea, select";
  const control = target?.matches(controls) ? target : target?.querySelector(controls) ?? target;
  control?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}

function focusOn(root, id, parentElement) {
  const target = root.querySelector(`[id="${CSS.escape(id)}"]`);
  if (!target) return;
  target.focus({ preventScroll: true });
  parentElement.getRootNode().host?.scrollIntoView?.({ block: "start" });
  if (id !== "heading") target.scrollIntoView({ block: "start" });
  else root.firstElementChild?.scrollIntoView({ block: "start" });
}
