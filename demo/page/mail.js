// The mail panel: mailboxes, letters, replies, and a new letter to the desk.
import { arrange, chips, fileLink, find, make, post, sayAlert, tabs } from './elements.js';

// What a department's first word does to the status.
const QUICK = [
  ['受理', '受理。材料已收到，我科将在 5 个工作日内审核。'],
  ['补正', '补正：请补交经费预算表。'],
  ['退回', '退回：不符合申报条件。'],
  ['办结', '办结。感谢您的申报。'],
];
let state = null;
let box = null;
let open = null;      // the letter that is shown
let example = '';
let exampleFiles = [];
let uploads = [];

const current = () => state.boxes.find((one) => one.key === box);

export function showMail(next) {
  state = next;
  if (!state.boxes.length) return 0;
  if (!current()) box = state.boxes[0].key;
  tabs(find('#mail-tabs'), state.boxes.map((one) => ({ key: one.key, label: one.label, count: one.unread })), box, select);
  drawList();
  if (!open) drawNothing();
  return state.boxes.reduce((sum, one) => sum + one.unread, 0);
}

function select(key) {
  box = key;
  open = null;
  find('#mail-body').classList.remove('reading');
  showMail(state);
}

function drawList() {
  const list = find('#letters');
  const { letters } = current();
  const known = new Map([...list.children].map((one) => [one.firstChild.dataset?.number, one]));
  arrange(list, letters.length ? letters.map((one) => kept(known.get(String(one.number)), item(one))) : [make('div', { class: 'empty' }, '还没有信件。')]);
}

// The row that stands there already, as long as nothing in it changed.
const kept = (there, fresh) => (there?.isEqualNode(fresh) ? there : fresh);

function item(letter) {
  return make('div', { role: 'listitem' }, make('button', {
    type: 'button', class: letter.read ? 'item' : 'item unread', 'data-number': letter.number,
    'aria-current': open?.number === letter.number ? 'true' : undefined, onclick: () => read(letter.number),
  }, make('b', {}, letter.read ? '' : make('span', { class: 'sr' }, '未读：'), letter.subject),
  make('span', {}, make('em', {}, name(letter.from)), make('em', {}, letter.files ? `附件 ${letter.files} · ` : '', letter.received))));
}

const name = (from) => from.replace(/\s*<[^>]*>$/, '').replace(/^"|"$/g, '') || from;

function drawNothing() {
  const { address } = current();
  find('#letter').replaceChildren(make('div', { class: 'empty' }, address ? make('div', {}, address) : '', '点一封信来看。'));
}

async function read(number) {
  const answer = await fetch(`/letter/${number}`);
  if (!answer.ok) return;
  open = await answer.json();
  find('#mail-body').classList.add('reading');
  drawList();
  drawLetter(open);
  find('#letter').scrollTop = 0;
  find('#letter').focus({ preventScroll: true });
}

function drawLetter(letter) {
  const row = (term, words) => [make('dt', {}, term), make('dd', {}, words)];
  find('#letter').replaceChildren(
    make('button', { type: 'button', class: 'back', onclick: () => select(box) }, '‹ 返回列表'),
    make('h2', {}, letter.subject),
    make('dl', { class: 'people' }, ...row('发件人', letter.from), ...row('收件人', letter.to), ...row('时间', letter.received)),
    make('div', { class: 'text' }, letter.text || '（没有正文）'),
    letter.enclosures.length ? make('ul', { class: 'enclosures', 'aria-label': '附件' }, ...letter.enclosures.map((one) => make('li', {},
      fileLink(`/letter/${letter.number}/file/${one.index}`, one.name, one.bytes)))) : '',
    make('details', {}, make('summary', {}, '信头与原件'), make('pre', {}, letter.headers),
      make('a', { href: `/letter/${letter.number}/original`, download: `letter-${letter.number}.eml` }, '下载原件（.eml）')),
    letter.kind === 'intake' ? make('p', { class: 'hint' }, '这个邮箱由申报台读取、转办和答复。') : replyForm(letter));
}

function replyForm(letter) {
  const text = make('textarea', { rows: '4', 'aria-label': '回信正文', placeholder: '写回信……', name: 'text' });
  const files = [];
  const shown = make('span', { class: 'chips', hidden: true });
  const drawFiles = () => chips(shown, files, (index) => { files.splice(index, 1); drawFiles(); });
  const picker = make('input', { type: 'file', multiple: true, onchange: (event) => { files.push(...event.target.files); event.target.value = ''; drawFiles(); } });
  const button = make('button', { class: 'primary' }, '回复');
  const quick = letter.kind !== 'department' ? '' : make('div', { class: 'quick' }, '首词定状态：', ...QUICK.map(([word, sentence]) => make('button', {
    type: 'button', onclick: () => { text.value = sentence; text.focus(); },
  }, word)));
  const note = make('span', { class: 'sent-note', role: 'status' });
  const form = make('form', { class: 'reply', 'aria-label': '回信', onsubmit: (event) => { event.preventDefault(); reply(); } },
    quick, text, make('div', { class: 'reply-foot' }, make('label', { class: 'file-button' }, '添加附件', picker), shown, note, button));
  async function reply() {
    const body = new FormData();
    body.append('text', text.value);
    for (const file of files) body.append('files', file);
    button.disabled = true;
    try {
      const sent = await post(`/letter/${letter.number}/reply`, body);
      text.value = '';
      files.length = 0;
      drawFiles();
      note.textContent = `已发往 ${sent.recipient}`;
    } catch (error) { sayAlert(error.message); }
    button.disabled = false;
  }
  return form;
}

// ---- a new letter ----

function drawExamples() {
  find('#examples').replaceChildren(...state.examples.map((one) => make('button', {
    type: 'button', 'aria-pressed': one.id === example ? 'true' : 'false', onclick: () => choose(one),
  }, one.title)));
}

function choose(one) {
  example = one.id;
  const form = find('#compose-form');
  for (const field of ['sender_name', 'sender', 'subject', 'text']) form.elements[field].value = one[field];
  find('#example-note').textContent = one.note;
  exampleFiles = [...one.files];
  drawExamples();
  drawUploads();
}

function drawUploads() {
  const all = [...exampleFiles.map((each) => ({ name: each })), ...uploads];
  chips(find('#compose-files'), all, (index) => {
    if (index < exampleFiles.length) exampleFiles.splice(index, 1);
    else uploads.splice(index - exampleFiles.length, 1);
    drawUploads();
  });
}

async function sendNew(event) {
  event.preventDefault();
  const form = find('#compose-form');
  const body = new FormData();
  for (const field of ['sender_name', 'sender', 'subject', 'text']) body.append(field, form.elements[field].value);
  body.append('example', example);
  for (const each of exampleFiles) body.append('example_files', each);
  for (const file of uploads) body.append('files', file);
  const button = form.querySelector('.dialog-foot .primary');
  button.disabled = true;
  find('#compose-error').hidden = true;
  try {
    await post('/letter/new', body);
    find('#compose').close();
  } catch (error) {
    find('#compose-error').textContent = error.message;
    find('#compose-error').hidden = false;
  }
  button.disabled = false;
}

export function startMail() {
  find('#write').addEventListener('click', () => {
    uploads = [];
    find('#compose-to').value = state.desk;
    choose(state.examples[0]);
    find('#compose').showModal();
  });
  find('#compose-form').addEventListener('submit', sendNew);
  find('#compose-form').elements.files.addEventListener('change', (event) => {
    uploads.push(...event.target.files);
    event.target.value = '';
    drawUploads();
  });
  for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', () => button.closest('dialog').close());
}
