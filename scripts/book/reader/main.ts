/// <reference lib="dom" />
import { connectCells } from './cells';
import { find } from './elements';
import { connectFigures } from './figures';
import { registerOffline } from './isolation';
import { connectSearch } from './search';
import { showTheme, switchTheme, theme } from './theme';

/** Not scrollIntoView, which scrolls the page too. */
function showPlace(): void {
  const here = document.querySelector<HTMLElement>('#contents [aria-current]');
  if (here) find('#contents').scrollTop = here.offsetTop - innerHeight / 2;
}

const menu = find('#menu');
menu.onclick = () => {
  const open = document.body.classList.toggle('menu');
  menu.setAttribute('aria-expanded', String(open));
  showPlace();
};
find('#contents').addEventListener('click', () => document.body.classList.remove('menu'));
find('#theme').onclick = switchTheme;
showPlace();
addEventListener('beforeprint', () => {
  document.querySelectorAll('details').forEach((each) => (each.open = true));
  const onScreen = theme();
  showTheme('light');
  addEventListener('afterprint', () => showTheme(onScreen), { once: true });
});
connectSearch();
connectFigures();
connectCells();
registerOffline();
