// Small words for building the page: elements, sizes, requests.

export const find = (selector) => document.querySelector(selector);

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function fileLink(address, name, bytes) {
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot + 1, dot + 5) : '文件';
  return make('a', { class: 'file', href: address, download: name, title: `下载 ${name}` },
    make('span', { class: 'sheet', 'aria-hidden': 'true' }, ending),
    make('span', {}, make('b', {}, name), make('small', {}, size(bytes))));
}

export async function post(address, body) {
  const form = body instanceof FormData;
  const answer = await fetch(address, {
    method: 'POST',
    headers: form ? {} : { 'Content-Type': 'application/json' },
    body: form ? body : JSON.stringify(body ?? {}),
  });
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(result.error || '没有成功，请再试一次。');
  return result;
}

// A list of files that somebody chose, shown as chips with a button to take each away.
export function chips(container, files, remove) {
  container.replaceChildren(...files.map((file, index) => make('span', { class: 'chip' },
    `${file.name}（${file.size === undefined ? '示例' : size(file.size)}）`,
    make('button', { type: 'button', 'aria-label': `移除 ${file.name}`, onclick: () => remove(index) }, '✕'))));
  container.hidden = files.length === 0;
}

// Put the nodes into the container, touching only what differs: a button that is exchanged
// between press and release never hears its click.
export function arrange(container, nodes) {
  nodes.forEach((node, at) => {
    const there = container.childNodes[at];
    if (!there) container.append(node);
    else if (there !== node && !there.isEqualNode(node)) there.replaceWith(node);
  });
  while (container.childNodes.length > nodes.length) container.lastChild.remove();
}

function tab(entry, choose) {
  return make('button', { type: 'button', role: 'tab', 'data-key': entry.key, onclick: () => choose(entry.key) });
}

function label(entry) {
  return [document.createTextNode(entry.label),
    ...(entry.count ? [make('span', { class: 'count' }, String(entry.count), make('span', { class: 'sr' }, ' 条未读'))] : []),
    ...(entry.small ? [make('small', {}, entry.small)] : [])];
}

function drawTabs(container, entries, chosen, choose) {
  const known = new Map([...container.children].map((one) => [one.dataset.key, one]));
  arrange(container, entries.map((entry) => known.get(String(entry.key)) ?? tab(entry, choose)));
  entries.forEach((entry, at) => {
    const button = container.children[at];
    button.setAttribute('aria-selected', String(entry.key === chosen));
    button.tabIndex = entry.key === chosen ? 0 : -1;
    arrange(button, label(entry));
  });
}

// Arrow keys move between tabs, as the pattern for tabs asks.
export function tabs(container, entries, chosen, choose) {
  drawTabs(container, entries, chosen, choose);
  if (container.dataset.chosen !== String(chosen)) {
    container.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    container.dataset.chosen = chosen;
  }
  container.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = entries.findIndex((entry) => entry.key === chosen);
    event.preventDefault();
    choose(entries[(at + step + entries.length) % entries.length].key);
    container.querySelector('[aria-selected=true]').focus();
  };
}

export function sayAlert(text) {
  find('#alert-text').textContent = text;
  if (!find('#alert').open) find('#alert').showModal();
}
