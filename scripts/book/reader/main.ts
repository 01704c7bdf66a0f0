/// <reference lib="dom" />
import { connectCells } from './cells';
import { find } from './elements';
import { connectFigures } from './figures';
import { registerOffline } from './isolation';
import { connectSearch } from './search';
import { switchTheme } from './theme';

const menu = find('#menu');
menu.onclick = () => {
  const open = document.body.classList.toggle('menu');
  menu.setAttribute('aria-expanded', String(open));
};
find('#contents').addEventListener('click', () => document.body.classList.remove('menu'));
find('#theme').onclick = switchTheme;
document.querySelector('#contents [aria-current]')?.scrollIntoView({ block: 'center' });
addEventListener('beforeprint', () =>
  document.querySelectorAll('details').forEach((each) => (each.open = true)),
);
connectSearch();
connectFigures();
connectCells();
registerOffline();
