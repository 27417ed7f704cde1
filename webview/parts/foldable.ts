import { property } from 'lit/decorators.js';
import { PanelElement } from '../element.ts';

/** A part of a step that opens and closes. How far it is open lives in the model: rows are thrown away out of view. */
export class Foldable extends PanelElement {
  @property({ attribute: false }) step = 0;
  /** Path of the field in the step, as `cut` names it: `observations.0.text`. */
  @property({ attribute: false }) field = '';

  protected get level(): number {
    return this.model.opened.get(`${this.step}/${this.field}`) ?? 0;
  }

  protected setLevel(level: number): void {
    this.model.unfold(`${this.step}/${this.field}`, level);
  }

  protected get query(): string {
    return this.model.search?.query ?? '';
  }
}
