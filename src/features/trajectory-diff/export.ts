import type { DiffReport } from '../../core/diff/report.ts';
import { reportHtml } from '../../core/diff/report-html.ts';
import { reportJson } from '../../core/diff/report-json.ts';
import { reportMarkdown } from '../../core/diff/report-markdown.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import { saveAs } from '../../host/save-file.ts';

/** Writes a diff to a file of the user's choice. */
export const exportDiff = ({ report, trajectories }: { readonly report: DiffReport; readonly trajectories: readonly Trajectory[] }) =>
  saveAs('Export Diff', `diff ${report.title}`, [
    { label: 'Web page', extension: 'html', make: () => reportHtml(report, trajectories) },
    { label: 'Markdown', extension: 'md', make: () => reportMarkdown(report) },
    { label: 'JSON', extension: 'json', make: () => reportJson(report) },
  ]);
