import type { Message } from '../src/core/model/trajectory.ts';
import type { PanelSnapshot, PanelViewState, SearchHit, ShownStep } from '../src/protocol/panel.ts';
import { CreditModel } from './credit/model.ts';
import type { Host } from './host.ts';
import { byChange, type Change, changes } from './parts/change.ts';
import { FIRST_CHARS, StepCache } from './parts/step-cache.ts';

export const PREAMBLE = -1;
const MAX_HITS = 500;

/** What a reveal asks of the list. */
export interface Reveal {
  readonly step: number;
  /** `body`: as much of the opened step as there is room for, its head in any case. */
  readonly align: 'auto' | 'center' | 'start' | 'body';
  /** Bring a match into view: the n-th of those in this field of the step, from 0. */
  readonly match?: { readonly field: SearchHit['field']; readonly nth: number };
}

export interface Search {
  readonly query: string;
  readonly hits: readonly SearchHit[];
  readonly more: boolean;
  readonly at: number;
  readonly busy: boolean;
  readonly failure?: string;
}

/** The panel's state: the newest snapshot, what is selected and open, what has been pulled. Views follow it. */
export class PanelModel {
  snapshot: PanelSnapshot | undefined;
  failure: string | undefined;
  selected = PREAMBLE;
  readonly expanded = new Set<number>();
  deltas: readonly (number | undefined)[] = [];
  ranked: readonly Change[] = [];
  search: Search | undefined;
  preamble: readonly Message[] | undefined;
  /** Steps that came since the reader last saw the end. */
  unseen = 0;
  /** Shown in the footer and spoken: the answer to the last key. */
  notice = '';
  /** How far folded texts are opened, by `step/field`; rows come and go, this stays. */
  readonly opened = new Map<string, number>();
  /** Row at the upper edge, with fraction, to begin with; the list takes it once. */
  startAt = 0;
  onReveal: (reveal: Reveal) => void = () => {};
  onPicker: () => void = () => {};
  readonly credit: CreditModel;

  private readonly steps: StepCache;
  private readonly images = new Map<string, Promise<{ readonly uri?: string; readonly note?: string }>>();
  private readonly followers = new Set<() => void>();
  private scrollTop = 0;
  private top = 0;
  private saving: ReturnType<typeof setTimeout> | undefined;
  private searching = 0;

  readonly host: Host;

  constructor(host: Host) {
    this.host = host;
    this.credit = new CreditModel(host, () => this.changed());
    this.steps = new StepCache(
      {
        steps: (from, to) => host.rpc.request('steps', { from, to: Math.min(to, this.count), maxChars: FIRST_CHARS }),
        step: (index) => host.rpc.request('step', { index }),
      },
      () => this.changed(),
    );
    host.rpc.on('snapshot', (snapshot) => this.show(snapshot));
    host.rpc.on('reveal', ({ step }) => this.go(step, 'center', true));
  }

  async start(): Promise<void> {
    const kept = this.host.kept();
    try {
      this.show(await this.host.rpc.request('ready', kept ? { restored: kept.view } : {}));
    } catch (error) {
      this.failure = message(error);
      this.changed();
    }
  }

  follow(follower: () => void): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  get count(): number {
    return this.snapshot?.steps.length ?? 0;
  }

  /** There are scores, or they are on their way: worth the room to draw them. */
  get scored(): boolean {
    const { scores, scoring } = this.snapshot ?? {};
    return scores?.values.some((v) => v !== undefined) === true || scoring?.state === 'scoring' || scoring?.state === 'starting';
  }

  /** Takes in a snapshot. One that is older than what is shown changes nothing. */
  show(snapshot: PanelSnapshot): void {
    const before = this.snapshot;
    const same = before?.id === snapshot.id;
    if (same && snapshot.revision < before.revision) return;
    this.snapshot = withGaps(snapshot);
    this.failure = undefined;
    if (!same) this.enter(snapshot);
    this.steps.setRevision(snapshot.revision);
    this.credit.follow(snapshot.credit, !same);
    this.deltas = changes(snapshot.steps.map((_, i) => this.snapshot?.scores?.values[i]));
    this.ranked = byChange(this.deltas);
    if (same && snapshot.steps.length > before.steps.length) this.unseen += snapshot.steps.length - before.steps.length;
    if (!snapshot.problem && this.selected >= snapshot.steps.length) this.selected = snapshot.steps.length - 1;
    this.changed();
  }

  private enter(snapshot: PanelSnapshot): void {
    const kept = this.host.kept();
    const view = kept?.id === snapshot.id ? kept.view : snapshot.view;
    this.steps.clear();
    this.images.clear();
    this.opened.clear();
    this.preamble = undefined;
    this.unseen = 0;
    this.notice = '';
    this.expanded.clear();
    for (const index of view?.expanded ?? []) this.expanded.add(index);
    this.selected = view?.selected ?? Math.min(0, snapshot.steps.length - 1);
    this.startAt = view?.top ?? 0;
    this.top = this.startAt;
    this.scrollTop = view?.scrollTop ?? 0;
    this.search = undefined;
    this.credit.wanted = view?.credit;
    if (view?.query) void this.find(view.query, false);
  }

  step(index: number): ShownStep | undefined {
    return this.steps.get(index);
  }

  stepFailure(index: number): string | undefined {
    return this.steps.failure(index);
  }

  wholeStep(index: number): Promise<ShownStep> {
    return this.steps.getWhole(index);
  }

  image(step: number, observation: number, image: number): Promise<{ readonly uri?: string; readonly note?: string }> {
    const key = `${step}/${observation}/${image}`;
    const known = this.images.get(key);
    if (known) return known;
    const answer = this.host.rpc.request('image', { step, observation, image }).catch((error) => ({ note: message(error) }));
    this.images.set(key, answer);
    for (const oldest of this.images.keys()) {
      if (this.images.size <= 40) break;
      this.images.delete(oldest);
    }
    return answer;
  }

  async loadPreamble(): Promise<void> {
    if (this.preamble) return;
    try {
      this.preamble = await this.host.rpc.request('preamble', {});
    } catch (error) {
      this.preamble = [];
      this.say(message(error));
    }
    this.changed();
  }

  /** Selects a step and brings it into view. */
  go(step: number, align: Reveal['align'] = 'auto', open = false): void {
    const index = Math.max(PREAMBLE, Math.min(step, this.count - 1));
    this.selected = index;
    this.notice = '';
    if (open) this.expanded.add(index);
    this.changed();
    this.onReveal({ step: index, align });
    this.save();
  }

  toggle(step: number): void {
    this.selected = step;
    const closed = this.expanded.delete(step);
    if (!closed) this.expanded.add(step);
    this.changed();
    if (!closed) this.onReveal({ step, align: 'body' });
    this.save();
  }

  unfold(key: string, level: number): void {
    this.opened.set(key, level);
    this.changed();
  }

  openPicker(): void {
    this.onPicker();
  }

  /** Draws a pinned method in the strip. */
  showCredit(choice: string): void {
    this.credit.show(choice);
    this.save();
  }

  /** Steps by what the strip draws: the size of their credit, or of their change of score where there is no credit that differs. */
  private get bySize(): { readonly what: string; readonly order: readonly Change[] } {
    const { lane } = this.credit;
    return lane && !lane.flat ? { what: `${lane.name} credit`, order: byChange(lane.values) } : { what: 'change', order: this.ranked };
  }

  /** The next step by size of credit or change (`by` 1) or the one before it in that order (`by` -1). */
  goByChange(by: 1 | -1): void {
    const { what, order: ranked } = this.bySize;
    if (ranked.length === 0) {
      this.say(this.snapshot?.scores ? 'no change of score to go to' : 'no scores yet');
      return;
    }
    const at = ranked.findIndex((c) => c.step === this.selected);
    const next = at < 0 ? 0 : (at + by + ranked.length) % ranked.length;
    const target = ranked[next];
    if (!target) return;
    this.go(target.step, 'center');
    this.say(`${what} ${next + 1} of ${ranked.length} by size`);
  }

  goToError(): void {
    const steps = this.snapshot?.steps ?? [];
    const errors = steps.filter((s) => s.isError);
    const target = errors.find((s) => s.index > this.selected) ?? errors[0];
    if (!target) {
      this.say('no step with an error');
      return;
    }
    this.go(target.index, 'center');
    this.say(`error ${errors.indexOf(target) + 1} of ${errors.length}`);
  }

  async find(query: string, move = true): Promise<void> {
    const turn = ++this.searching;
    if (query === '') {
      this.search = { query, hits: [], more: false, at: -1, busy: false };
      this.changed();
      this.save();
      return;
    }
    this.search = { query, hits: this.search?.hits ?? [], more: false, at: -1, busy: true };
    this.changed();
    try {
      const { hits, more } = await this.host.rpc.request('search', { query, limit: MAX_HITS });
      if (turn !== this.searching) return;
      this.search = { query, hits, more, at: -1, busy: false };
      const first = hits.findIndex((hit) => hit.step >= this.selected);
      if (move && hits.length > 0) this.goToHit(Math.max(0, first));
    } catch (error) {
      if (turn !== this.searching) return;
      this.search = { query, hits: [], more: false, at: -1, busy: false, failure: message(error) };
    }
    this.changed();
    this.save();
  }

  nextHit(by: 1 | -1): void {
    const { hits, at } = this.search ?? { hits: [], at: 0 };
    if (hits.length === 0) return;
    this.goToHit(at < 0 ? 0 : (at + by + hits.length) % hits.length);
  }

  private goToHit(at: number): void {
    const hit = this.search?.hits[at];
    if (!this.search || !hit) return;
    this.search = { ...this.search, at };
    this.selected = hit.step;
    this.expanded.add(hit.step);
    this.changed();
    const nth = this.search.hits.slice(0, at).filter((h) => h.step === hit.step && h.field === hit.field).length;
    this.notice = '';
    this.onReveal({ step: hit.step, align: 'auto', match: { field: hit.field, nth } });
    this.save();
  }

  closeSearch(): void {
    this.searching++;
    this.search = undefined;
    this.changed();
    this.save();
  }

  seenEnd(): void {
    if (this.unseen === 0) return;
    this.unseen = 0;
    this.changed();
  }

  say(notice: string): void {
    this.notice = notice;
    this.changed();
  }

  scrolled(scrollTop: number, top: number): void {
    this.scrollTop = scrollTop;
    this.top = top;
    this.save();
  }

  changed(): void {
    for (const follower of this.followers) follower();
  }

  private save(): void {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.saveNow(), 250);
  }

  private saveNow(): void {
    if (!this.snapshot) return;
    const view: PanelViewState = {
      selected: this.selected,
      expanded: [...this.expanded].sort((a, b) => a - b),
      scrollTop: Math.round(this.scrollTop),
      top: Math.round(this.top * 1000) / 1000,
      query: this.search?.query || undefined,
      credit: this.credit.wanted,
    };
    this.host.keep({ id: this.snapshot.id, view });
    this.host.rpc.send('viewState', view);
  }
}

/** Messages to a page lose `undefined` in lists and bring null. */
function withGaps(snapshot: PanelSnapshot): PanelSnapshot {
  const known = (values: readonly (number | null | undefined)[]): readonly (number | undefined)[] => values.map((v) => v ?? undefined);
  const { scores, others } = snapshot;
  return {
    ...snapshot,
    ...(scores ? { scores: { ...scores, values: known(scores.values) } } : {}),
    ...(others ? { others: others.map((row) => ({ ...row, values: known(row.values) })) } : {}),
  };
}

export const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
