import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';

/** What jsdom lacks of a browser, as far as the page needs it. */
export function completeBrowser(): void {
  // pages load their parts when they are opened, which takes a while on a busy machine
  configure({
    asyncUtilTimeout: 10_000,
    // thousands of lines of markup tell less than what stands on the page
    getElementError: (message, container) =>
      new Error(`${(message ?? '').split('\n\n')[0]}\n\nOn the page: ${wordsOn(container)}`),
  });
  window.matchMedia = (media) => ({
    matches: false,
    media,
    onchange: null,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
    dispatchEvent: () => false,
  });
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  window.scrollTo = () => {};
  Element.prototype.scrollIntoView = () => {};
  const { warn } = console;
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation((...said: unknown[]) => {
      // without layout the kit finds nothing to focus in a dialog, and says so with all that it knows of it
      if (!String(said[0]).includes('use-focus-trap')) warn(...said);
    });
  });
  afterEach(() => {
    cleanup();
    localStorage.clear();
    sessionStorage.clear();
    history.replaceState(null, '', '/');
  });
}

const mostWords = 1500;

/** What somebody would read on the page, a line a part. */
function wordsOn(container: Element): string {
  const lines: string[] = [];
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const words = walker.currentNode.textContent?.trim() ?? '';
    if (words !== '' && walker.currentNode.parentElement?.closest('style, script') === null) lines.push(words);
  }
  const text = lines.join('\n  ');
  return text.length > mostWords ? `${text.slice(0, mostWords)}…` : text;
}
