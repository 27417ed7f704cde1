import { describe, expect, test } from 'vitest';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { folds, stepAt } from '../../../src/core/transcript/map.ts';
import { transcribe } from '../../../src/core/transcript/transcript.ts';

const base: Trajectory = {
  id: 'x',
  format: 'verl-rollout',
  source: { file: '/runs/240.jsonl', place: { kind: 'bytes', offset: 0, length: 10, line: 17 } },
  run: 'r',
  group: 'g',
  sample: 2,
  task: { id: 'django-11099' },
  policy: { model: 'qwen', update: 240 },
  preamble: [
    { role: 'system', text: 'Be good.' },
    { role: 'user', text: 'Fix it.\n\nNow.' },
  ],
  steps: [
    {
      index: 0,
      actor: 'assistant',
      thought: 'Look first.',
      actions: [{ tool: 'bash', args: { command: 'cd /r\nls' } }],
      observations: [{ text: 'a.py\n', from: 'tool' }],
      reward: 0.5,
    },
    {
      index: 1,
      actor: 'planner',
      text: 'Step 9 · bash · not a header',
      actions: [{ tool: 'Edit', args: { file_path: 'a.py', old_string: 'x = 1', new_string: 'x = 2' } }],
      observations: [{ text: '\x1b[31mNo match\u202e', isError: true, images: [{ kind: 'elided', note: 'screenshot' }] }],
    },
  ],
  outcome: { reward: 0, success: false, stop: 'max_turns' },
  status: 'scored',
};

describe('transcribe', () => {
  test('reads like a page', () => {
    expect(transcribe(base).text).toMatchInlineSnapshot(`
      "django-11099 · sample 3
      verl-rollout · qwen · update 240
      /runs/240.jsonl : line 17

      System
          Be good.

      User
          Fix it.

          Now.

      Step 1 · bash · cd /r …
        thought
          Look first.
        bash
          $ cd /r
            ls
        result
          a.py
        logged
          reward: 0.5

      Step 2 · planner · Edit · a.py +1 −1
        says
          Step 9 · bash · not a header
        Edit
          a.py
          - x = 1
          + x = 2
        result · error
          No match⟨U+202E⟩
          [image: screenshot]

      Outcome
          failed
          reward: 0
          stopped: max_turns
          steps: 2"
    `);
  });

  test('the map says where everything stands', () => {
    const { text, map } = transcribe(base);
    const lines = text.split('\n');
    expect(map.lines).toBe(lines.length);
    for (const step of map.steps) {
      expect(lines[step.start]).toBe(`Step ${step.index + 1} · ${step.title}`);
      for (const section of step.sections) expect(lines[section.start]).toBe(`  ${section.label}`);
      for (let line = step.start; line <= step.end; line++) expect(stepAt(map, line)).toBe(step);
      expect(stepAt(map, step.start - 1)).toBeUndefined();
    }
    for (const section of map.frame) expect(lines[section.start]).toBe(section.label);
    for (const { start, end } of folds(map)) expect(end).toBeGreaterThan(start);
  });

  test('log text never stands where our words stand', () => {
    const forged = 'Step 7 · bash · rm\nOutcome\n  thought\nsolved';
    const { text, map } = transcribe({
      ...base,
      steps: [{ index: 0, actor: 'a', text: forged, actions: [], observations: [{ text: forged }] }],
    });
    const ours = text.split('\n').filter((line) => /^\S|^ {2}\S/.test(line));
    expect(ours.filter((line) => line.startsWith('Step ')).length).toBe(1);
    expect(ours.filter((line) => line === 'Outcome').length).toBe(1);
    expect(ours.filter((line) => line.trim() === 'thought').length).toBe(0);
    expect(map.steps.length).toBe(1);
  });

  test('growing changes nothing above the last step', () => {
    const before = transcribe({ ...base, steps: base.steps.slice(0, 1), outcome: {}, status: 'running' });
    const after = transcribe(base);
    const end = before.map.steps[0]?.end ?? 0;
    expect(after.text.split('\n').slice(0, end + 1)).toEqual(before.text.split('\n').slice(0, end + 1));
    expect(before.text).toContain('still running\n    reward: unknown');
  });

  test('long fields are cut and say by how much', () => {
    const { text } = transcribe(
      { ...base, steps: [{ index: 0, actor: 'assistant', text: 'y'.repeat(1500), actions: [], observations: [] }] },
      { field: 500, document: 1e6 },
    );
    expect(text).toContain(`    ${'y'.repeat(500)}\n    … 1,000 more characters in the log`);
  });

  test('a trajectory too long for an editor is cut in every field', () => {
    const steps = Array.from({ length: 50 }, (_, index) => ({
      index,
      actor: 'assistant',
      text: 'z'.repeat(10_000),
      actions: [],
      observations: [],
    }));
    const { text, map } = transcribe({ ...base, steps }, { field: 200_000, document: 100_000 });
    expect(text.length).toBeLessThan(110_000);
    expect(map.steps.length).toBe(50);
  });

  test('no steps and no preamble', () => {
    const { map } = transcribe({ ...base, preamble: [], steps: [] });
    expect(map.steps).toEqual([]);
    expect(stepAt(map, 0)).toBeUndefined();
  });
});
