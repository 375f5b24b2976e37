// A page that nobody touches. A clinician's empties itself, then asks the server, which shows it again only to someone
// who is still signed in; a tablet in the waiting room warns and then wipes itself; a patient's page warns and then
// hides what stands on it, which "resume" brings back. The timers belong to the tab: the next page stops those of the
// last. A phone stops them too while it sleeps, hence `touchedAt`.

// Seconds between the warning and what it warns of: the wiping of a tablet, the hiding of a page.
const BEFORE_WIPING = 20;
const BEFORE_HIDING = 120;

function wipe() {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/clear" });
  document.body.append(form);
  form.submit();
}

function stopTimers({ root, warning }) {
  for (const name in root.timers) clearTimeout(root.timers[name]);
  warning.textContent = "";
}

function hide(screen) {
  const { root, data } = screen;
  root.left ??= typedOn(root);
  root.querySelector(".content").replaceChildren(...data.left.map(build));
  const title = root.querySelector("h1");
  document.title = title.textContent;
  title.focus();
  stopTimers(screen);
}

// A tablet that slept stops its timers: what they had to do is done as it wakes, before anything can be touched.
function overslept(root, seconds) {
  return seconds && Date.now() - root.touchedAt > seconds * 1000;
}

function touched(screen) {
  const { root, data, status, warning } = screen;
  if (root.left) return;
  if (overslept(root, data.wipe)) { wipe(); return; }
  root.touchedAt = Date.now();
  stopTimers(screen);
  const after = (name, seconds, then) => { root.timers[name] = setTimeout(then, seconds * 1000); };
  const warn = (words, seconds, then) => {
    warning.textContent = words;
    after("then", seconds, then);
  };
  if (data.idle) after("idle", data.idle, () => { root.replaceChildren(status); send(screen, { name: "idle" }); });
  if (data.wipe) after("wipe", Math.max(data.wipe - BEFORE_WIPING, 1), () => warn(data.say.wipe, BEFORE_WIPING, wipe));
  if (data.leave) {
    after("leave", data.leave - BEFORE_HIDING, () => warn(data.say.leave, BEFORE_HIDING, () => hide(screen)));
  }
}

function watchOver(screen) {
  const { root, data } = screen;
  root.timers ??= {};
  if (root.resumed) {
    delete root.left;
    delete root.resumed;
  }
  root.touchedAt = Date.now();
  touched(screen);
  document.onpointerdown = document.onwheel = document.onkeydown = () => touched(screen);
  document.onvisibilitychange = () => {
    if (document.hidden || !root.isConnected) return;
    if (data.idle) send(screen, { name: "idle" });
    if (overslept(root, data.wipe)) wipe();
    else if (overslept(root, data.leave)) hide(screen);
  };
}
