// When the line is cut, Streamlit opens a dialog that speaks English, and of itself. The words become ours; a dialog of
// another make has none.

let cutWords = [];

function sayCut(say) {
  cutWords = say.cut ? [say.cut_title, say.cut] : [];
}

function translateDialog() {
  const dialog = document.querySelector("[data-testid=stDialog]");
  if (!dialog || !cutWords.length) return;
  const walk = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT);
  for (const words of cutWords) {
    if (walk.nextNode() && walk.currentNode.nodeValue !== words) walk.currentNode.nodeValue = words;
  }
}

new MutationObserver(translateDialog).observe(document.body, { childList: true, subtree: true });
