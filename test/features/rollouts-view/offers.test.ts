import { describe, expect, test } from 'vitest';
import { NO_FILTER } from '../../../src/features/rollouts-view/filter.ts';
import { offers, toggled } from '../../../src/features/rollouts-view/offers.ts';

const box = (text: string, vocabulary = {}) => offers({ ...NO_FILTER, text }, vocabulary, ['solved', 'failed']);

describe('the filter box', () => {
  test('Enter applies what is written', () => {
    expect(box('outcome:fail')[0]).toEqual({ kind: 'apply', label: 'Show “outcome:fail”' });
    expect(box('')[0]).toEqual({ kind: 'apply', label: 'Show everything' });
    expect(offers({ text: ' a ', outcomes: ['failed'] }, {}, [])[0]).toMatchObject({ label: 'Show “a”, failed' });
  });

  test('a mistake is said in place of it, with the word pointed at', () => {
    expect(box('steps:>20 modle:qwen x')[0]).toEqual({
      kind: 'wrong',
      label: 'There is no field "modle"; did you mean "model"?',
      detail: 'steps:>20 ▸modle◂:qwen x',
    });
  });

  test('completions hold the text that follows from them', () => {
    const next = (text: string, vocabulary = {}) => box(text, vocabulary).flatMap((one) => (one.kind === 'complete' ? one.text : []));
    expect(next('steps:>3 outc')).toEqual(['steps:>3 outcome:']);
    expect(next('outcome:f')).toEqual(['outcome:fail ']);
    expect(next('tool:', { tool: ['bash', 'edit file'] })).toEqual(['tool:bash ', 'tool:"edit file" ']);
    expect(next('"permission denied')).toEqual([]);
  });

  test('a value that is only begun is finished by Enter; the mistake stands below', () => {
    expect(box('steps:3 outcome:f').map(({ kind }) => kind)).toEqual(['complete', 'wrong', 'outcome', 'outcome']);
    expect(box('tool:', { tool: ['bash'] })[0]).toMatchObject({ kind: 'complete', text: 'tool:bash ' });
    expect(box('outcome:f steps:3')[0]).toMatchObject({ kind: 'wrong', detail: 'outcome:▸f◂ steps:3' });
  });

  test('outcomes are ticked one by one', () => {
    const failed = toggled({ text: 'x', outcomes: ['solved'] }, 'failed');
    expect(failed).toEqual({ text: 'x', outcomes: ['solved', 'failed'] });
    expect(toggled(failed, 'solved')).toEqual({ text: 'x', outcomes: ['failed'] });
    expect(offers(failed, {}, ['failed', 'unknown']).slice(-2)).toEqual([
      { kind: 'outcome', outcome: 'failed', ticked: true },
      { kind: 'outcome', outcome: 'unknown', ticked: false },
    ]);
  });
});
