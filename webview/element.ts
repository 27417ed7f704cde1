import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { PanelModel } from './model.ts';

/** An element that draws itself again whenever the model changes. It is given its model before it is connected. */
export class PanelElement extends LitElement {
  @property({ attribute: false }) model!: PanelModel;
  private unfollow: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.unfollow = this.model.follow(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unfollow?.();
  }
}
