/** The parts of a dataset's page, as they stand in its address; the columns are what it opens with. */
export const datasetViews = ['warnings', 'versions'] as const;
export type DatasetView = (typeof datasetViews)[number];

/** The part that an address names, if there is such a one. */
export const datasetViewOf = (value: unknown): DatasetView | undefined => datasetViews.find((each) => each === value);
