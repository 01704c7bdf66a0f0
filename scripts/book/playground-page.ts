import { highlighted } from './markdown';
import { TEXTS, type Language } from './texts';

interface Words {
  intro: string;
  logit: string;
  label: string;
  temperature: string;
  smoothing: string;
  weight: string;
  gamma: string;
  loss: string;
  probabilities: string;
  gradient: string;
  simplex: string;
  share: string;
  smoothingOff: string;
  code: string;
}

const WORDS: Record<Language, Words> = {
  en: {
    intro: 'Move the logits of three classes and see what softmax, the loss and its gradient make of them.',
    logit: 'logit z',
    label: 'label y',
    temperature: 'temperature τ',
    smoothing: 'smoothing ε',
    weight: 'weight of y',
    gamma: 'focal γ',
    loss: 'loss',
    probabilities: 'Probabilities',
    gradient: 'Gradient of the loss by the logits',
    simplex: 'Where the probabilities lie on the simplex',
    share: 'The address of this page holds these values: copy it to share them.',
    smoothingOff: 'The focal loss takes no smoothing.',
    code: 'The code that computed it',
  },
  zh: {
    intro: '移动三个类别的 logits，看 softmax、损失和梯度如何随之变化。',
    logit: 'logit z',
    label: '标签 y',
    temperature: '温度 τ',
    smoothing: '平滑 ε',
    weight: 'y 的权重',
    gamma: 'focal γ',
    loss: '损失',
    probabilities: '概率',
    gradient: '损失对 logits 的梯度',
    simplex: '概率在单纯形上的位置',
    share: '本页地址包含这些数值：复制地址即可分享。',
    smoothingOff: 'focal 损失不使用平滑。',
    code: '算出这些结果的代码',
  },
};

/** What stands on the playground's page; `reader/playground.ts` moves it. */
export function playgroundMain(language: Language): string {
  const words = WORDS[language];
  const slider = (id: string, label: string, [min, max, step, value]: readonly number[]): string =>
    `<label><span>${label}</span><input type="range" id="${id}" min="${min}" max="${max}" step="${step}" value="${value}"><output for="${id}">${value}</output></label>`;
  const logits = [2, 1, 0].map((value, k) =>
    slider(`z${k}`, `${words.logit}<sub>${k}</sub>`, [-6, 6, 0.1, value]),
  );
  const labels = [0, 1, 2].map((k) => `<option>${k}</option>`).join('');
  return `<h1>${TEXTS[language].playground}</h1>
<p>${words.intro}</p>
<div class="play" id="play">
<form>
${logits.join('\n')}
<label><span>${words.label}</span><select id="y">${labels}</select></label>
${slider('tau', words.temperature, [0.1, 5, 0.1, 1])}
${slider('eps', words.smoothing, [0, 0.5, 0.01, 0])}
${slider('w', words.weight, [0, 5, 0.1, 1])}
${slider('gamma', words.gamma, [0, 5, 0.1, 0])}
<p class="note" id="smoothing-off" hidden>${words.smoothingOff}</p>
<p aria-live="polite"><strong>${words.loss}: <output id="loss"></output></strong></p>
<p class="note">${words.share}</p>
</form>
<div><h2>${words.probabilities}</h2><svg id="probabilities" viewBox="0 0 320 120" role="img" aria-label="${words.probabilities}"></svg>
<h2>${words.gradient}</h2><svg id="gradient" viewBox="0 0 320 120" role="img" aria-label="${words.gradient}"></svg></div>
<div><h2>${words.simplex}</h2><svg id="simplex" viewBox="0 0 320 290" role="img" aria-label="${words.simplex}"></svg></div>
</div>
<h2>${words.code}</h2>
<h3>TypeScript</h3><pre class="code" tabindex="0"><code id="typescript">${highlighted('')}</code></pre>
<h3>PyTorch</h3><pre class="code" tabindex="0"><code id="pytorch"></code></pre>`;
}
