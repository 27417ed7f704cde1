import { type PlacedDiagnosis, placed } from '../core/credit/problem-places.ts';
import type { Disposable, Library } from '../node/library/types.ts';
import type { Comparison, CreditDesk } from './credit-desk.ts';

/** Groups and batches looked at whose problems stay listed. */
const KEPT = 8;
/** A file that is being written changes many times a second. */
const SOON_MS = 500;

/**
 * What is wrong with the groups and batches looked at last. Each is looked at again when its run changes, so that a
 * problem goes when it is fixed, also after the view was closed.
 */
export class CreditProblems implements Disposable {
  private readonly seen = new Map<string, { readonly comparison: Comparison; readonly list: readonly PlacedDiagnosis[] }>();
  private readonly subscriptions: readonly Disposable[];
  private readonly changed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private readonly desk: Pick<CreditDesk, 'onDidCompare' | 'again'>;
  private readonly publish: (list: readonly PlacedDiagnosis[]) => void;

  constructor(
    library: Pick<Library, 'onDidChange'>,
    desk: Pick<CreditDesk, 'onDidCompare' | 'again'>,
    publish: (list: readonly PlacedDiagnosis[]) => void,
  ) {
    this.desk = desk;
    this.publish = publish;
    this.subscriptions = [desk.onDidCompare((comparison) => this.take(comparison)), library.onDidChange(({ runs }) => this.check(runs))];
  }

  /** Each problem once: a group and its batch may both have it. */
  get all(): readonly PlacedDiagnosis[] {
    const lists = [...this.seen.values()].flatMap(({ list }) => list);
    return [...new Map(lists.map((p) => [`${p.file}\n${p.line}\n${p.diagnosis.message}`, p])).values()];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private take(comparison: Comparison): void {
    this.seen.delete(comparison.key);
    this.seen.set(comparison.key, { comparison, list: placed(comparison.diagnoses, comparison.summaries) });
    if (this.seen.size > KEPT) this.seen.delete(this.seen.keys().next().value as string);
    this.publish(this.all);
  }

  private check(runs: ReadonlySet<string>): void {
    for (const run of runs) this.changed.add(run);
    this.timer ??= setTimeout(() => void this.again(), SOON_MS);
  }

  private async again(): Promise<void> {
    this.timer = undefined;
    const stale = [...this.seen.values()].filter(({ comparison }) => this.changed.has(comparison.run));
    this.changed.clear();
    for (const { comparison } of stale) {
      const now = await this.desk.again(comparison);
      if (now) this.take(now);
      else this.seen.delete(comparison.key);
    }
    if (stale.length > 0) this.publish(this.all);
  }
}
