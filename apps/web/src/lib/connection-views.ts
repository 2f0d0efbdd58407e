/** The parts of a connection's page, in the order of its tabs; the first one is shown where the address names none. */
export const connectionViews = ['tables', 'model', 'health', 'changes', 'settings'] as const;
export type ConnectionView = (typeof connectionViews)[number];

/** The part that an address names; undefined where it names none. */
export const connectionViewOf = (value: unknown): ConnectionView | undefined =>
  connectionViews.find((each) => each === value);
