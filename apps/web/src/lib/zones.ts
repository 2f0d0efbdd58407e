interface ZoneGroup {
  readonly group: string;
  readonly items: { readonly value: string; readonly label: string }[];
}

/** Zones by continent, UTC first; `current` is always among them, whatever the browser knows. */
export function zoneGroups(current: string): readonly ZoneGroup[] {
  const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), current]);
  const groups = new Map<string, ZoneGroup>();
  for (const name of names) {
    const [area = name, ...rest] = name.split('/');
    const group = rest.length === 0 ? 'UTC' : area;
    const label = (rest.length === 0 ? name : rest.join(' / ')).replaceAll('_', ' ');
    const found = groups.get(group);
    if (found) found.items.push({ value: name, label });
    else groups.set(group, { group, items: [{ value: name, label }] });
  }
  return [...groups.values()];
}

/** The zone of this computer; UTC where it does not say. */
export function guessZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
