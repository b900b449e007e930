// The chat panel: tabs of people, bubbles, buttons, the composer.
import { arrange, chips, fileLink, find, make, post, sayAlert, tabs } from './elements.js';

const TAGS = {
  bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote',
};
let state = null;
let user = null;
const seen = {};          // user -> highest revision of the bot's messages that the visitor has looked at
const toasts = {};        // user -> number of the last toast shown
const drafts = {};        // user -> what was typed and chosen, kept while looking at another tab
let drawn = new Map();    // message id -> {revision, element} of the chat that is shown
let draft = { text: '', files: [] };
let toastTimer = 0;

const current = () => state.chats.find((chat) => chat.user === user);
const newest = (chat) => Math.max(0, ...chat.messages.filter((one) => one.from_bot).map((one) => one.revision));
const act = (address, body) => post(`/demo/chat/${user}/${address}`, body).catch((error) => sayAlert(error.message));
const write = (text) => act('text', { text });

export function showChats(next, visible) {
  state = next;
  if (!state.chats.length) return 0;
  if (!current()) select(state.chats[0].user);
  if (visible) seen[user] = newest(current());
  const unread = (chat) => chat.messages.filter((one) => one.from_bot && one.revision > (seen[chat.user] || 0)).length;
  tabs(find('#chat-tabs'), state.chats.map((chat) => ({
    key: chat.user, label: chat.name, small: chat.part, count: unread(chat),
  })), user, select);
  draw(current());
  return state.chats.reduce((sum, chat) => sum + unread(chat), 0);
}

function select(key) {
  if (user) drafts[user] = { text: find('#text').value, files: draft.files };
  user = key;
  drawn = new Map();
  draft = drafts[user] || { text: '', files: [] };
  find('#text').value = draft.text;
  find('#log').replaceChildren();
  find('#toast').hidden = true;
  toasts[user] ??= current().toast?.number ?? 0;
  closeMenus();
  drawFiles();
  seen[user] = newest(current());
  showChats(state, true);
}

function draw(chat) {
  find('#chat-hint').textContent = chat.hint;
  const log = find('#log');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const elements = [];
  const fresh = new Map();
  let day = '';
  for (const message of chat.messages) {
    const date = new Date(message.date * 1000).toLocaleDateString('zh-CN', { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric' });
    if (date !== day) elements.push(make('div', { class: 'date-line' }, date));
    day = date;
    const known = drawn.get(message.id);
    const element = known?.revision === message.revision ? known.element : turn(message, chat);
    fresh.set(message.id, { revision: message.revision, element });
    elements.push(element);
  }
  const changed = elements.length !== log.childElementCount || [...fresh].some(([id, one]) => drawn.get(id)?.element !== one.element);
  if (changed || !elements.length) {
    arrange(log, elements.length ? elements : [emptyChat()]);
    if (atEnd || drawn.size === 0) log.scrollTop = log.scrollHeight;
  }
  drawn = fresh;
  find('#typing').hidden = !chat.typing;
  drawToast(chat);
}

function emptyChat() {
  return make('div', { class: 'empty' }, '还没有对话。', make('br'),
    make('button', { type: 'button', class: 'primary', onclick: () => write('/start') }, '开始'));
}

function turn(message, chat) {
  const time = new Date(message.date * 1000).toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
  const bubble = make('div', { class: 'bubble' });
  const answered = message.reply_to && chat.messages.find((one) => one.id === message.reply_to);
  if (answered) bubble.append(make('span', { class: 'quoted' }, answered.text || answered.file?.name || ''));
  if (message.file) bubble.append(...attachment(message));
  bubble.append(marked(message.text, message.entities));
  bubble.append(make('time', {}, message.edited ? `已更新 ${time}` : time, message.silent ? make('span', { class: 'sr' }, '（静音）') : ''));
  return make('div', { class: message.from_bot ? 'turn' : 'turn mine', 'data-id': message.id },
    bubble, message.rows.length ? keyboard(message) : null);
}

function attachment(message) {
  const address = `/demo/chat-file/${encodeURIComponent(message.file.id)}`;
  const picture = message.kind === 'photo';
  return [...(picture ? [make('img', { class: 'picture', src: address, alt: '照片' })] : []),
    ...(picture ? [] : [fileLink(address, message.file.name, message.file.bytes)])];
}

function keyboard(message) {
  return make('div', { class: 'keys' }, ...message.rows.map((row) => make('div', {}, ...row.map((button) => (
    button.url
      ? make('a', { class: 'button', href: button.url, target: '_blank', rel: 'noopener', onclick: deepLink }, button.text)
      : make('button', { type: 'button', onclick: (event) => press(event.currentTarget, message, button) }, button.text))))));
}

async function press(button, message, { callback_data: data }) {
  button.classList.add('waiting');
  await act('press', { message_id: message.id, data });
  setTimeout(() => button.classList.remove('waiting'), 1500);
}

// A link to this very bot is followed here: it sends /start with what it carries.
function deepLink(event) {
  const address = new URL(event.currentTarget.href);
  if (address.hostname !== 't.me' || address.pathname !== `/${state.bot}`) return;
  event.preventDefault();
  write(`/start ${address.searchParams.get('start') || ''}`);
}

const BLOCKS = new Set(['pre', 'blockquote', 'expandable_blockquote']);

// Entities nest: draw from the outside in. Offsets are UTF-16 units, as in JavaScript's own strings.
function marked(text, entities, from = 0, to = text.length) {
  const out = document.createDocumentFragment();
  let at = from;
  entities.forEach((entity, index) => {
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || entity.offset >= to) return;
    const block = BLOCKS.has(entity.type);
    out.append(block ? text.slice(at, entity.offset).replace(/\n$/, '') : text.slice(at, entity.offset));
    const inner = entities.slice(index + 1).filter((one) => one.offset >= entity.offset && one.offset < end);
    out.append(wrapped(entity, text.slice(entity.offset, end), marked(text, inner, entity.offset, end)));
    at = block && text[end] === '\n' ? end + 1 : end;
  });
  out.append(text.slice(at, to));
  return out;
}

function wrapped(entity, words, inner) {
  if (entity.type === 'bot_command') return make('button', { type: 'button', class: 'command', onclick: () => write(words) }, inner);
  if (entity.type === 'text_link') return make('a', { href: entity.url, target: '_blank', rel: 'noopener', onclick: deepLink }, inner);
  if (entity.type === 'spoiler') return make('span', { class: 'spoiler', tabindex: '0' }, inner);
  return make(TAGS[entity.type] || 'span', {}, inner);
}

function drawToast(chat) {
  const { toast } = chat;
  if (!toast || toast.number === toasts[user]) return;
  toasts[user] = toast.number;
  if (toast.alert) { sayAlert(toast.text); return; }
  find('#toast').textContent = toast.text;
  find('#toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { find('#toast').hidden = true; }, 4000);
}

// ---- the composer ----

function closeMenus() {
  for (const [menu, button] of [['#attach-menu', '#attach'], ['#command-menu', '#commands']]) {
    find(menu).hidden = true;
    find(button).setAttribute('aria-expanded', 'false');
  }
}

function openMenu(menu, button) {
  const closed = find(menu).hidden;
  closeMenus();
  find(menu).hidden = !closed;
  find(button).setAttribute('aria-expanded', String(closed));
  if (closed) find(menu).querySelector('button')?.focus();
}

function drawFiles() {
  chips(find('#chosen'), draft.files, (index) => { draft.files.splice(index, 1); drawFiles(); });
  if (draft.files.length && draft.files.every((file) => file.type?.startsWith('image/'))) {
    find('#chosen').append(make('label', {}, make('input', { type: 'checkbox', id: 'as-photo' }), ' 作为照片发送'));
  }
}

function drawSamples() {
  const entries = [...state.files.map((name) => ({ label: name, names: [name] })),
    { label: '前三份一起发（相册）', names: state.files.slice(0, 3) }];
  find('#samples').replaceChildren(...entries.map((entry) => make('button', {
    type: 'button',
    onclick: () => { closeMenus(); post(`/chat/${user}/example`, { names: entry.names }).catch((error) => sayAlert(error.message)); },
  }, entry.label, make('small', {}, '示例文件，点一下就发送'))));
}

function drawCommands() {
  const commands = current().commands.map((one) => ({ text: `/${one.command}`, note: one.description }));
  const known = commands.length ? commands : [{ text: '/start', note: '开始' }];
  find('#command-menu').replaceChildren(...known.map((one) => make('button', {
    type: 'button', onclick: () => { closeMenus(); write(one.text); },
  }, one.text, make('small', {}, one.note))));
}

async function send(event) {
  event?.preventDefault();
  const text = find('#text').value.trim();
  if (!text && !draft.files.length) return;
  if (!draft.files.length) {
    find('#text').value = '';
    grow();
    await write(text);
    return;
  }
  const form = new FormData();
  form.append('caption', text);
  form.append('kind', find('#as-photo')?.checked ? 'photo' : 'document');
  for (const file of draft.files) form.append('files', file);
  if (await act('files', form)) {
    draft.files = [];
    find('#text').value = '';
    drawFiles();
  }
}

function grow() {
  const box = find('#text');
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight + 2}px`;
}

function take(files) {
  draft.files.push(...files);
  drawFiles();
  find('#text').focus();
}

export function startChat() {
  find('#composer').addEventListener('submit', send);
  find('#text').addEventListener('input', grow);
  find('#text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event);
  });
  find('#attach').addEventListener('click', () => { drawSamples(); openMenu('#attach-menu', '#attach'); });
  find('#commands').addEventListener('click', () => { drawCommands(); openMenu('#command-menu', '#commands'); });
  find('#pick').addEventListener('click', () => { closeMenus(); find('#files').click(); });
  find('#files').addEventListener('change', (event) => { take(event.target.files); event.target.value = ''; });
  find('.chat').addEventListener('dragover', (event) => event.preventDefault());
  find('.chat').addEventListener('drop', (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') closeMenus(); });
  document.addEventListener('click', (event) => { if (!event.target.closest('#composer')) closeMenus(); });
}
