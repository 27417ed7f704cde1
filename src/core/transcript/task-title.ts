import type { Task } from '../model/trajectory.ts';
import { oneLine } from './visible.ts';

/** The task's own id (`task 7` where it is a mere number), else its first words, else the group's id. One line, fit to be shown. */
export function taskTitle({ task, group }: { readonly task: Task; readonly group: string }): string {
  const id = task.id?.trim();
  if (id) return oneLine(/^\d+$/.test(id) ? `task ${id}` : id, 80);
  return oneLine(task.text || group, 80) || 'Untitled task';
}
