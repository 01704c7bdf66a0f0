/// <reference lib="dom" />
/** Before anything is drawn: the theme that the reader chose, else the system's. */
import { chosenTheme } from './theme';

document.documentElement.dataset.theme = chosenTheme();
