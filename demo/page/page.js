// The page: asks for the state, again as soon as it changes, and hands it to the panels; the day on top.
import { find, make, post, sayAlert } from './elements.js';
import { showChats, startChat } from './chat.js';
import { showMail, startMail } from './mail.js';

const main = find('main');
let state = null;

function show(next) {
  state = next;
  drawProgress(next.progress);
  drawDay(next.day);
  const narrow = matchMedia('(max-width: 820px)').matches;
  drawCount('#chat-count', showChats(next, !narrow || main.dataset.side === 'chat'));
  drawCount('#mail-count', showMail(next));
}

function drawCount(selector, count) {
  find(selector).hidden = !count;
  find(selector).replaceChildren(String(count), make('span', { class: 'sr' }, ' 条未读'));
}

function drawProgress(progress) {
  find('#progress').hidden = progress.ready;
  find('#progress').classList.toggle('error', progress.failed);
  find('#progress .bar').hidden = progress.failed;
  find('#progress-text').textContent = progress.text;
}

function drawDay(day) {
  find('#date').textContent = day.text;
  find('#day-kind').textContent = day.moving ? '正在前进……' : day.workday ? '工作日' : '休息日';
  find('#day-kind').classList.toggle('rest', !day.workday);
  for (const button of document.querySelectorAll('.moves button')) button.disabled = day.moving || !state.progress.ready;
  const [last] = day.events;
  find('#event-line').textContent = last ? `${last.day} ${last.text}` : '移动日期，看提醒怎样发出';
  find('#event-list').replaceChildren(...(day.events.length ? day.events : [{ day: '还没有移动过日期', text: '' }])
    .map((event) => make('li', {}, event.day, make('span', {}, event.text))));
}

async function follow() {
  let after = -1;
  for (;;) {
    try {
      const answer = await fetch(`/state?after=${after}`);
      if (!answer.ok) throw new Error('unavailable');
      const next = await answer.json();
      after = next.revision;
      show(next);
    } catch {
      drawProgress({ ready: false, failed: false, text: '与演示程序的连接断了，正在重连……' });
      after = -1;
      await new Promise((resolve) => { setTimeout(resolve, 1000); });
    }
  }
}

const move = (address, body) => post(address, body).catch((error) => sayAlert(error.message));
for (const button of document.querySelectorAll('[data-days]')) {
  button.addEventListener('click', () => move('/days/forward', { days: Number(button.dataset.days) }));
}
find('#next-reminder').addEventListener('click', () => move('/days/next-reminder'));
for (const button of document.querySelectorAll('.switch button')) {
  button.addEventListener('click', () => {
    main.dataset.side = button.dataset.side;
    for (const each of document.querySelectorAll('.switch button')) each.setAttribute('aria-pressed', String(each === button));
    if (state) show(state);
  });
}
startChat();
startMail();
follow();
