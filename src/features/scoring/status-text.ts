import type { ScorerInfo } from '../../core/model/score.ts';
import { count } from '../../host/words.ts';
import type { ScoringStatus } from '../../node/scoring/types.ts';

/** The status bar item: what runs where, what waits, how fast. */
export function statusText({ state, device, queued, rate }: ScoringStatus): string {
  if (state === 'off') return '$(circle-slash) PRM off';
  const parts = [
    `PRM${device ? ` ${device}` : ''}`,
    state === 'starting' || state === 'restarting' ? state : undefined,
    queued > 0 ? `${queued.toLocaleString('en-US')} queued` : undefined,
    rate !== undefined && queued > 0 ? `${Math.round(rate).toLocaleString('en-US')} steps/s` : undefined,
  ];
  const busy = state !== 'idle' || queued > 0;
  return `$(${busy ? 'sync~spin' : 'pulse'}) ${parts.filter((part) => part !== undefined).join(' · ')}`;
}

/** Plain text, one fact a line. */
export function statusTooltip(status: ScoringStatus, scorer: ScorerInfo | undefined): string {
  const lines = [
    scorer ? `${scorer.name} (${scorer.licence})` : 'No scorer',
    status.device ? `on ${status.device}: ${status.reason}` : status.reason,
    status.queued > 0 ? `${count(status.queued, 'trajectory', 'trajectories')} waiting` : undefined,
    status.restarts > 0 ? `restarted ${count(status.restarts, 'time')}` : undefined,
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}
