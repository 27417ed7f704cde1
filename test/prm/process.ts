import { fork } from 'node:child_process';
import { Rpc } from '../../src/protocol/rpc.ts';
import { type Channel, channelPort, type ScoringCommands, type ScoringEvents, type ScoringRequests } from '../../src/protocol/scoring.ts';
import { PROCESS, params, steps, TINY } from './helpers.ts';

/** Environment in which WebGPU runs on the CPU, with the Vulkan loader and driver of Debian's chromium. */
export const SWIFTSHADER = { VK_ICD_FILENAMES: '/usr/lib/chromium/vk_swiftshader_icd.json', LD_LIBRARY_PATH: '/usr/lib/chromium' };

/** Opens the tiny model in a process of its own and scores one made-up trajectory there. */
export async function scoreIn(device: 'cpu' | 'webgpu', env: Record<string, string>) {
  const child = fork(PROCESS, [], { serialization: 'advanced', execArgv: [], env: { ...process.env, ...env } });
  try {
    const rpc = new Rpc<ScoringRequests, Record<never, never>, ScoringCommands, ScoringEvents>(channelPort(child as Channel));
    const opened = await rpc.request('open', { model: TINY, device });
    const scored = await rpc.request('score', params(steps(100)));
    if (!opened.ok || !scored.ok) throw new Error('not scored');
    return { opened: opened.value, ...scored.value };
  } finally {
    child.kill();
  }
}
