import { existsSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { climb, type Open } from '../../src/prm/device.ts';
import { openSession, type Session } from '../../src/prm/session.ts';
import { model } from './helpers.ts';
import { SWIFTSHADER, scoreIn } from './process.ts';

/** Opens both devices on the CPU; `change` is what the GPU's run does to a result. */
const gpuThat =
  (run: (session: Session, steps: number) => Partial<Session>): Open =>
  async (runtime, path, shape, device) => {
    const session = await openSession(runtime, path, shape, 'cpu');
    if (device === 'cpu') return session;
    return { ...session, device, run: async (chunk) => (run(session, chunk.steps).run ?? session.run)(chunk) };
  };

const wrong = (session: Session): Partial<Session> => ({
  run: async (chunk) => {
    const result = await session.run(chunk);
    return { ...result, logit: result.logit.map((v) => v + 0.5) };
  },
});

const climbWith = async (choice: 'auto' | 'cpu' | 'webgpu', open: Open) => {
  const tried: string[] = [];
  const rung = await climb(ort, await model(), choice, (device) => tried.push(device), open);
  if (!rung.ok) throw new Error(rung.problem.message);
  return { ...rung.value, tried };
};

describe('the device ladder', () => {
  it('takes a GPU that agrees with the CPU', async () => {
    const rung = await climbWith(
      'webgpu',
      gpuThat(() => ({})),
    );
    expect(rung).toMatchObject({ device: 'webgpu', mostSteps: Number.POSITIVE_INFINITY, tried: ['cpu', 'webgpu'] });
    expect(rung.reason).toMatch(/^WebGPU self-test passed, largest difference to the CPU \de[+-]\d+\.$/);
  });

  it('feeds a GPU that is wrong from 32 steps on in shorter chunks', async () => {
    const rung = await climbWith(
      'webgpu',
      gpuThat((session, steps) => (steps >= 32 ? wrong(session) : {})),
    );
    expect(rung).toMatchObject({ device: 'webgpu', mostSteps: 31 });
    expect(rung.reason).toContain('in chunks of 31 steps');
  });

  it.each(['webgpu', 'auto'] as const)('turns away a GPU that is wrong (%s)', async (choice) => {
    const rung = await climbWith(choice, gpuThat(wrong));
    expect(rung).toMatchObject({ device: 'cpu' });
    if (choice === 'webgpu') expect(rung.reason).toBe('WebGPU gives other numbers than the CPU (difference 0.50), so the CPU scores.');
  });

  it('turns away a GPU that gives no number or fails in its test', async () => {
    const nan = gpuThat((session) => ({
      run: async (chunk) => ({ ...(await session.run(chunk)), logit: new Float32Array(chunk.rows * chunk.steps).fill(Number.NaN) }),
    }));
    expect(await climbWith('webgpu', nan)).toMatchObject({ device: 'cpu', reason: expect.stringContaining('other numbers') });
    const failing = gpuThat(() => ({ run: () => Promise.reject(new Error('shader-f16 is missing')) }));
    expect(await climbWith('webgpu', failing)).toMatchObject({ device: 'cpu', reason: expect.stringContaining('shader-f16 is missing') });
  });

  it('says when there is no adapter', async () => {
    const none: Open = async (runtime, path, shape, device) => {
      if (device === 'webgpu')
        throw new Error(
          '/src/webgpu_context.cc:136 Init status == Success was false. Failed to get a WebGPU adapter: No supported adapters',
        );
      return openSession(runtime, path, shape, device);
    };
    expect(await climbWith('auto', none)).toMatchObject({ device: 'cpu', reason: 'No GPU adapter was found, so the CPU scores.' });
  });

  it('with auto, takes the CPU where it is faster', async () => {
    const slow = gpuThat((session) => ({
      run: async (chunk) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return session.run(chunk);
      },
    }));
    const rung = await climbWith('auto', slow);
    expect(rung).toMatchObject({ device: 'cpu', reason: expect.stringMatching(/the CPU is \d+ times as fast as WebGPU here/) });
  });

  it('does not touch the GPU when the CPU is asked for', async () => {
    expect((await climbWith('cpu', openSession)).tried).toEqual(['cpu']);
  });
});

describe.skipIf(!existsSync(SWIFTSHADER.VK_ICD_FILENAMES))(
  'WebGPU on SwiftShader (skipped where Debian’s chromium is not installed)',
  () => {
    it('scores like the CPU', async () => {
      const cpu = await scoreIn('cpu', {});
      const gpu = await scoreIn('webgpu', SWIFTSHADER);
      expect([cpu.opened.device, gpu.opened.device]).toEqual(['cpu', 'webgpu']);
      expect(gpu.opened.reason).toContain('WebGPU self-test passed');
      expect(gpu.device).toBe('webgpu');
      for (const [i, value] of cpu.values.entries()) expect(gpu.values[i]).toBeCloseTo(value, 4);
    }, 60_000);
  },
);
