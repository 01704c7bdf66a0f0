/// <reference lib="dom" />
/** The book's front door: on to the reader's language. */
location.replace(`${navigator.language.startsWith('zh') ? 'zh' : 'en'}/index.html`);
