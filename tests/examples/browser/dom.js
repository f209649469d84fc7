// Elements without a framework. Texts are always texts, never markup.

/** An element: `on…` properties are listeners, `data` its data attributes, everything else is set as it is. */
export function h(tag, { data, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else {
      element[name] = value;
    }
  }
  Object.assign(element.dataset, data);
  element.append(...children.flat().filter((child) => child || child === 0));
  return element;
}

const shown = new Map();

/**
 * Fills the element with this id, unless it shows the same already: `what` is compared as JSON. What a person types into it
 * then survives news from the counter.
 */
export function fill(id, what, build) {
  const text = JSON.stringify(what, (_, value) => (typeof value === "bigint" ? value.toString() : value));
  if (shown.get(id) !== text) {
    shown.set(id, text);
    document.getElementById(id).replaceChildren(...[build()].flat().filter(Boolean));
  }
}
