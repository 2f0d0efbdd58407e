/** The parts of a connection's page, in the order of its tabs; the first one is shown where the address names none. */
export const connectionViews = ['tables', 'model', 'health', 'changes', 'settings'] as const;
export type ConnectionView = (typeof connectionViews)[number];

/** The part that an address names; undefined where it names none. */
export const connectionViewOf = (value: unknown): ConnectionView | undefined =>
  connectionViews.find((each) => each === value);

/** The parts of a table in the schema browser; the first one is shown where the address names none. */
export const tableParts = ['structure', 'rows', 'profile'] as const;
export type TablePart = (typeof tableParts)[number];

/** The part of a table that an address names; undefined where it names none. */
export const tablePartOf = (value: unknown): TablePart | undefined => tableParts.find((each) => each === value);
