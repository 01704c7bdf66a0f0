import type { Chapter } from './chapters';
import { escapeHtml } from './markdown';
import type { Texts } from './texts';

/** The first page: what the book is, and a card for each chapter with the picture that README.md shows. */
export function coverPage(chapters: readonly Chapter[], texts: Texts, pictures: readonly string[]): string {
  const cards = chapters.map(({ name, title }) => {
    const picture = pictures.find((file) => file.startsWith(`figures/${name.slice(0, 2)}-`));
    const image = picture ? `<img src="../${picture}" alt="" loading="lazy" width="240" height="160">` : '';
    return `<li><a href="${name}.html">${image}<strong>${escapeHtml(title)}</strong></a></li>`;
  });
  return `<h1>${texts.heading}</h1>
<p>${texts.tagline}</p>
<p><a href="playground.html">${texts.playground}</a> · <a href="notation.html">${texts.notation}</a> · <a href="references.html">${texts.references}</a></p>
<ul class="cover">
${cards.join('\n')}
</ul>`;
}
