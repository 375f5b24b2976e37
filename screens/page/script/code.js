// A link or QR code brings the code of a form begun elsewhere behind the #, which no server and no log sees.

function takeCode(root) {
  const code = location.hash.match(/^#code=([\w%-]{1,200})$/);
  const box = root.querySelector("input[name=code]");
  if (!code || !box) return;
  try { box.value = decodeURIComponent(code[1]); } catch { return; }
  for (let around = box.closest("details"); around; around = around.parentElement.closest("details")) {
    around.open = true;
  }
  history.replaceState(history.state, "", location.pathname + location.search);
  box.focus();
}
