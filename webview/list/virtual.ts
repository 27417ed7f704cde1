import { elementScroll, observeElementOffset, observeElementRect, type VirtualItem, Virtualizer } from '@tanstack/virtual-core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface VirtualOptions {
  readonly scroller: () => HTMLElement | null;
  readonly count: () => number;
  readonly estimate: (row: number) => number;
  readonly key: (row: number) => string;
  readonly onScroll: () => void;
  /** Height of what stands above the rows in the scroller and stays in sight. */
  readonly head?: () => number;
}

/** Rows of uneven height, of which only those near the viewport exist. A thin skin over the virtual list of `virtual-core`. */
export class VirtualRows implements ReactiveController {
  private readonly virtual: Virtualizer<HTMLElement, HTMLElement>;
  private stop: (() => void) | undefined;

  private readonly host: ReactiveControllerHost;
  private readonly options: VirtualOptions;

  constructor(host: ReactiveControllerHost, options: VirtualOptions) {
    this.host = host;
    this.options = options;
    host.addController(this);
    this.virtual = new Virtualizer<HTMLElement, HTMLElement>(this.settings(0));
  }

  private settings(count: number) {
    const { scroller, estimate, key, onScroll, head } = this.options;
    const above = head?.() ?? 0;
    return {
      count,
      getScrollElement: scroller,
      estimateSize: estimate,
      getItemKey: key,
      overscan: 8,
      scrollMargin: above,
      scrollPaddingStart: above,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      indexAttribute: 'data-row',
      onChange: () => {
        this.host.requestUpdate();
        onScroll();
      },
    };
  }

  hostConnected(): void {
    this.stop = this.virtual._didMount();
  }

  hostUpdate(): void {
    this.virtual.setOptions(this.settings(this.options.count()));
  }

  hostUpdated(): void {
    this.virtual._willUpdate();
    for (const row of this.options.scroller()?.querySelectorAll<HTMLElement>('[data-row]') ?? []) this.virtual.measureElement(row);
  }

  hostDisconnected(): void {
    this.stop?.();
  }

  get rows(): VirtualItem[] {
    return this.virtual.getVirtualItems();
  }

  get height(): number {
    return this.virtual.getTotalSize();
  }

  /** The visible part in rows with fraction: 2.5 is the middle of row 2. */
  visible(): { readonly from: number; readonly to: number } {
    const top = this.virtual.scrollOffset ?? 0;
    const bottom = top + (this.virtual.scrollRect?.height ?? 0);
    return { from: this.rowAt(top), to: this.rowAt(Math.min(bottom, this.height)) };
  }

  private rowAt(offset: number): number {
    const row = this.virtual.getVirtualItemForOffset(offset);
    return row ? row.index + Math.min(1, Math.max(0, (offset - row.start) / Math.max(1, row.size))) : 0;
  }

  atEnd(): boolean {
    return this.virtual.isAtEnd(12);
  }

  toEnd(): void {
    this.virtual.scrollToIndex(this.options.count() - 1, { align: 'end' });
  }

  toRow(row: number, align: 'auto' | 'center' | 'start'): void {
    this.virtual.scrollToIndex(row, { align });
  }

  /** Puts a position between rows (2.5: the middle of row 2) at the top. */
  toFraction(position: number): void {
    const row = Math.max(0, Math.min(this.options.count() - 1, Math.floor(position)));
    const start = this.virtual.getOffsetForIndex(row, 'start')?.[0] ?? 0;
    const size = this.virtual.measurementsCache[row]?.size ?? 0;
    this.toOffset(start + Math.max(0, position - row) * size);
  }

  toOffset(offset: number): void {
    this.virtual.scrollToOffset(offset, { align: 'start' });
  }
}
