/** How a command shows itself. The manifest is held against this table. */
export interface CommandSpec {
  readonly title: string;
  /** Codicon, `$(name)`. */
  readonly icon?: string;
  /** Left out of the command palette: it makes sense only where it is offered. */
  readonly hidden?: boolean;
  /** When it can be run, as a `when` clause. */
  readonly enablement?: string;
}

export const COMMANDS = {
  'rolloutLens.openPanel': { title: 'Open Trajectory', icon: '$(graph-line)' },
  'rolloutLens.openGroup': { title: 'Open Group', icon: '$(graph-scatter)' },
  'rolloutLens.openRunCredit': { title: 'Credit Across Run…', icon: '$(graph)' },
  'rolloutLens.openTranscript': { title: 'Open Transcript', icon: '$(book)' },
  'rolloutLens.openRaw': { title: 'Open Log File Here', icon: '$(go-to-file)' },
  'rolloutLens.openFile': { title: 'Open Trajectories of This File', icon: '$(graph-line)' },
  'rolloutLens.openFileTranscript': { title: 'Open Transcript of This File', icon: '$(book)' },
  'rolloutLens.revealInExplorer': { title: 'Reveal in Explorer' },
  'rolloutLens.revealInView': { title: 'Show in Rollouts View', icon: '$(list-tree)' },
  'rolloutLens.copyStep': { title: 'Copy Step', hidden: true },
  'rolloutLens.nextChange': { title: 'Go to Next Notable Score Change', icon: '$(arrow-down)' },
  'rolloutLens.previousChange': { title: 'Go to Previous Notable Score Change', icon: '$(arrow-up)' },
  'rolloutLens.scoreTrajectory': { title: 'Score Trajectory', icon: '$(play)' },
  'rolloutLens.scoreGroup': { title: 'Score Group', icon: '$(run-all)' },
  'rolloutLens.scoreRun': { title: 'Score Run', icon: '$(run-all)' },
  'rolloutLens.rescore': { title: 'Score Again', icon: '$(refresh)' },
  'rolloutLens.fitScorer': { title: 'Fit Scorer on This Run', icon: '$(beaker)' },
  'rolloutLens.chooseScorer': { title: 'Choose Scorer for This Run…' },
  'rolloutLens.restartScorer': { title: 'Restart Scorer', icon: '$(debug-restart)' },
  'rolloutLens.chooseDevice': { title: 'Choose Scoring Device' },
  'rolloutLens.scoringMenu': { title: 'Scoring…', icon: '$(pulse)' },
  'rolloutLens.diffSelected': { title: 'Diff Selected Trajectories', icon: '$(diff)' },
  'rolloutLens.diffText': { title: 'Diff Transcripts as Text', icon: '$(diff-single)' },
  'rolloutLens.diffBest': { title: 'Diff with Best Sibling' },
  'rolloutLens.diffWorst': { title: 'Diff with Worst Sibling' },
  'rolloutLens.diffPrevious': { title: 'Diff with Previous Checkpoint' },
  'rolloutLens.diffWith': { title: 'Diff with…', icon: '$(git-compare)' },
  'rolloutLens.diffAdd': { title: 'Add Trajectory to Diff…', icon: '$(add)' },
  'rolloutLens.exportDiff': { title: 'Export Diff…', icon: '$(export)' },
  'rolloutLens.compareRuns': { title: 'Compare Runs…', icon: '$(table)' },
  'rolloutLens.compareUpdates': { title: 'Compare Training Steps…' },
  'rolloutLens.exportRunDiff': { title: 'Export Comparison…', icon: '$(export)' },
  'rolloutLens.refresh': { title: 'Refresh', icon: '$(refresh)' },
  'rolloutLens.sort': { title: 'Sort Rollouts…', icon: '$(list-ordered)' },
  'rolloutLens.filter': { title: 'Filter Rollouts…', icon: '$(filter)' },
  'rolloutLens.clearFilter': { title: 'Clear Filter', icon: '$(filter-filled)', enablement: 'rolloutLens.filtered' },
  'rolloutLens.showMore': { title: 'Show More', hidden: true },
  'rolloutLens.chooseDirectories': { title: 'Choose Rollout Folders…', icon: '$(folder-opened)' },
  'rolloutLens.readAs': { title: 'Read As…' },
  'rolloutLens.mapFormat': { title: 'Map House Format…' },
  'rolloutLens.useFormat': { title: 'Use This House Format', icon: '$(check)' },
  'rolloutLens.showProblems': { title: 'Show Problems', icon: '$(warning)' },
  'rolloutLens.showLog': { title: 'Show Log' },
  'rolloutLens.gettingStarted': { title: 'Getting Started' },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandId = keyof typeof COMMANDS;
