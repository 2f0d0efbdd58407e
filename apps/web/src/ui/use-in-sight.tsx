import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useRef } from 'react';

interface InSightOptions {
  readonly count: number;
  /** As many as are all drawn, so that searching the page finds them. */
  readonly drawnWhole: number;
  /** What one of them is high, in pixels, before it is drawn. */
  readonly height: number;
}

/** What of a long list is to be drawn. */
export interface InSight<Box extends HTMLElement> {
  /** Goes to what scrolls. */
  readonly box: RefObject<Box | null>;
  readonly indices: readonly number[];
  /** Pixels that what is out of sight takes above and below. */
  readonly before: number;
  readonly after: number;
  /** Goes to every drawn one whose height may differ, beside its `data-index`; null where all are drawn. */
  readonly measure: ((drawn: Element | null) => void) | null;
  readonly scrollTo: (index: number, how: { readonly align: 'auto' }) => void;
}

/** Keeps of a long list only those in the page that are in sight. */
export function useInSight<Box extends HTMLElement>({ count, drawnWhole, height }: InSightOptions): InSight<Box> {
  const box = useRef<Box>(null);
  // it hands out functions of changing results, so nothing here may be memoized over them
  // oxlint-disable-next-line react/incompatible-library
  const list = useVirtualizer<Box, Element>({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
    // what is taken before the page has been laid out
    initialRect: { width: 800, height: 600 },
  });
  // the same function every time
  const scrollTo = list.scrollToIndex;
  if (count <= drawnWhole)
    return {
      box,
      indices: Array.from({ length: count }, (_, index) => index),
      before: 0,
      after: 0,
      measure: null,
      scrollTo,
    };
  const items = list.getVirtualItems();
  return {
    box,
    indices: items.map(({ index }) => index),
    before: items[0]?.start ?? 0,
    after: list.getTotalSize() - (items.at(-1)?.end ?? 0),
    measure: list.measureElement,
    scrollTo,
  };
}

/** Stands for rows that are out of sight. */
export function SpacerRow({ height }: { readonly height: number }) {
  return height > 0 && <tr aria-hidden="true" style={{ blockSize: height }} />;
}
