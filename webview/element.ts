import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { PanelModel } from './model.ts';

/** State of a page that views follow. */
export interface Followed {
  /** Calls the follower after each change, until the returned function is called. */
  follow(follower: () => void): () => void;
}

/** An element that draws itself again whenever the model changes. It is given its model before it is connected. */
export class ModelElement<M extends Followed> extends LitElement {
  @property({ attribute: false }) model!: M;
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

export class PanelElement extends ModelElement<PanelModel> {}
