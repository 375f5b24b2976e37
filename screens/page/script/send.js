// Sending what the person did to the server, one thing at a time.

const SLOW = 10000; // milliseconds without an answer after which the button may be pressed again

function isBusy(root) {
  return root.classList.contains("busy");
}

// `screen` is what is drawn: `root`, the `data` it was drawn from, that data as text (`drawn`), and the lines `status`
// and `warning`.
function send(screen, action) {
  const { root, data, drawn, status } = screen;
  if (isBusy(root)) return;
  if (action.name === "resume" && root.left) {
    Object.assign(action, root.left);
    root.resumed = true;
  }
  root.classList.add("busy");
  root.sendAgain = () => { root.classList.remove("busy"); send(screen, action); };
  status.textContent = data.say.saving ?? "";
  root.setTriggerValue("action", { ...action, turn: root.turn });
  clearTimeout(screen.waiting);
  screen.waiting = setTimeout(() => {
    if (root.dataset.drawn !== drawn) return;
    root.classList.remove("busy");
    status.textContent = data.say.slow ?? "";
  }, SLOW);
}

// The browser's own Back and Forward leave a page without a word to the server: what was typed on it is kept, as with
// the page's Back.
function parkOnBack({ root }) {
  window.onpopstate = () => {
    if (location.hash) return; // not another page, but a code: see code.js
    const own = typedOn(root);
    if (root.isConnected && own.page && !root.left && !isBusy(root)) {
      root.setTriggerValue("action", { name: "park", ...own, turn: root.turn });
    }
  };
}
