import type { ChartTheme } from './theme.ts';

export interface TooltipRow {
  readonly colour: string;
  readonly name: string;
  readonly value: string;
}

/** Text made safe inside HTML: names come from data and may hold anything. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** A tooltip's content: a heading, then a line per series with its exact value. */
export function tooltipHtml(
  heading: string,
  rows: readonly TooltipRow[],
  theme: ChartTheme,
  note: string | null = null,
): string {
  const subtle = `color:${theme.subtle};font-size:12px`;
  const lines = rows.map(
    (row) =>
      `<div style="display:flex;align-items:center;gap:8px;margin-top:4px">` +
      `<span style="width:8px;height:8px;border-radius:3px;flex:none;background:${row.colour}"></span>` +
      `<span style="flex:1;max-width:220px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap">${escapeHtml(row.name)}</span>` +
      `<b style="font-weight:600;font-variant-numeric:tabular-nums;margin-inline-start:12px">${escapeHtml(row.value)}</b></div>`,
  );
  const foot = note === null ? '' : `<div style="${subtle};margin-top:6px">${escapeHtml(note)}</div>`;
  const head = `<div style="${subtle};max-width:300px;white-space:normal;overflow-wrap:anywhere">${escapeHtml(heading)}</div>`;
  return `<div style="min-width:120px">${head}${lines.join('')}${foot}</div>`;
}
