// What this page remembers over a reload. sessionStorage belongs to one tab: a second tab is a second front end, with a
// lease of its own. Neither pictures nor applicant data are kept.

export function recall(key, otherwise) {
  const text = sessionStorage.getItem(key);
  return text === null ? otherwise : JSON.parse(text);
}

export function remember(key, value) {
  sessionStorage.setItem(key, JSON.stringify(value));
}

export function forget(key) {
  sessionStorage.removeItem(key);
}
