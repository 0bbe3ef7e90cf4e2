/** The heatmap's legend: the colours with their numbers. */
import { beginDrawing } from '../common/canvas.js';
import { element, setText } from '../common/dom.js';
import { powerOfTen } from '../common/axes.js';
import { rampColor } from './heatmapScale.js';
import type { PanelState } from './state.js';

export class Legend {
  private readonly low = element('span', { class: 'number' });
  private readonly high = element('span', { class: 'number' });
  private readonly ramp = element('canvas', { class: 'ramp' });
  private readonly middle = element('span', { class: 'middle' });
  private readonly range = element('span', { class: 'range' },
    this.low, element('span', { class: 'bar' }, this.ramp, this.middle), this.high);
  readonly element = element('div', { class: 'legend', attributes: { role: 'img' } }, this.range,
    element('span', { class: 'key', title: 'The tensor held a NaN or an infinity' }, element('span', { class: 'non-finite' }), 'NaN, ∞'));
  private drawn = '';

  draw({ scale, theme, quantity }: PanelState): void {
    const key = JSON.stringify([scale, theme, this.ramp.clientWidth, window.devicePixelRatio]);
    if (key === this.drawn) return;
    const logarithmic = scale.kind === 'magnitude' || scale.kind === 'ratio';
    this.range.hidden = scale.kind === 'presence';
    setText(this.low, logarithmic ? `${scale.cutBelow ? '≤ ' : ''}${powerOfTen(scale.low)}` : '0 %');
    setText(this.high, logarithmic ? `${scale.cutAbove ? '≥ ' : ''}${powerOfTen(scale.high)}` : '100 %');
    setText(this.middle, scale.kind === 'ratio' ? powerOfTen((scale.low + scale.high) / 2) : '');
    this.element.setAttribute('aria-label', `${quantity.label}: colours from ${this.low.textContent} to ${this.high.textContent}`);
    this.element.title = quantity.explanation;
    const surface = beginDrawing(this.ramp);
    if (!surface) return;
    this.drawn = key;
    const gradient = surface.context.createLinearGradient(0, 0, surface.width, 0);
    for (let i = 0; i <= 16; i++) gradient.addColorStop(i / 16, rampColor(scale.kind, theme, i / 16));
    surface.context.fillStyle = gradient;
    surface.context.fillRect(0, 0, surface.width, surface.height);
  }
}
