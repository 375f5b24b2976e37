// Photos go without leaving the page, so that a lost connection loses nothing: all that were chosen, whichever button
// was pressed.

function fileOf(form) {
  return form.querySelector("input[type=file]").files[0];
}

function tellChosen(form, say) {
  if (fileOf(form)) form.querySelector(".chosen").textContent = say.chosen.replace("{name}", fileOf(form).name);
}

function chosenPhotos(root) {
  return [...root.querySelectorAll("form[data-photo]")].filter((form) => fileOf(form));
}

// Which view it was, and why it was not kept, if it was not: the server says so in the address it leads on to.
async function sendPhoto(form) {
  if (fileOf(form)?.size > form.dataset.most) return { photo: form.dataset.photo, problem: "large" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (!answer.ok) throw new Error(answer.status);
  return Object.fromEntries(new URL(answer.url).searchParams);
}

async function sendPhotos(screen, forms) {
  const { root, data } = screen;
  if (isBusy(root)) return;
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
  send(screen, { name: "photo", value: Object.keys(problems)[0] ?? done.at(-1).photo ?? "", problems });
}
