// Draws a page from a tree of data and reports what the person does. Text becomes text nodes and only known tags and
// attributes are built, so nothing that a patient or an editor typed can become markup or code.

const TAGS = new Set(("a abbr article b blockquote br button caption code dd details div dl dt em fieldset footer form "
  + "h1 h2 h3 h4 header hr i img input label legend li nav ol option p section select small span strong summary "
  + "table tbody td textarea th thead tr ul").split(" "));
// Drawings: line art of paths, nothing that could load or run.
const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(("svg path").split(" "));
const DRAWN_ATTRIBUTES = new Set(("class role viewBox d fill fill-rule fill-opacity stroke stroke-width stroke-linecap "
  + "stroke-linejoin").split(" "));
const ATTRIBUTES = new Set(("id class for name type value checked tabindex role lang autocomplete inputmode rows "
  + "maxlength method action href target rel scope colspan open placeholder hidden download src alt enctype accept capture").split(" "));

function build(node) {
  if (typeof node === "string") return document.createTextNode(node);
  const [tag, attributes, ...children] = node;
  const drawn = DRAWN.has(tag);
  if (!drawn && !TAGS.has(tag)) throw new Error(`unknown tag ${tag}`);
  const element = drawn ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    const known = (drawn ? DRAWN_ATTRIBUTES : ATTRIBUTES).has(name) || /^(data|aria)-/.test(name);
    if (!known) throw new Error(`unknown attribute ${name}`);
    if ((name === "href" || name === "action") && !/^(\/(?!\/)|#|\?|https:\/\/|tel:|mailto:)/.test(value)) continue;
    if (name === "src" && !/^\/(logo\.png|(photo|clinic\/case)\/[\w\/?=-]+)$/.test(value)) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.map(build));
  return element;
}
