import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

const typingMs = 250;

/** A search that is kept in the address: typed words reach it when somebody pauses, and words that come from it show here. */
export function SearchBox({
  label,
  search,
  onSearch,
  className = '',
}: {
  readonly label: string;
  /** What the address searches for. */
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly className?: string | undefined;
}) {
  const [words, setWords] = useState(search);
  const [known, setKnown] = useState(search);
  const [sent, setSent] = useState(search);
  const typed = useRef(false);
  // the address is ahead of what stands here only where somebody else changed it: the way back, a cleared search
  if (search !== known) {
    setKnown(search);
    setSent(search);
    if (search !== sent) setWords(search);
  }
  useEffect(() => {
    if (!typed.current || words === search) return;
    const timer = setTimeout(() => {
      setSent(words);
      onSearch(words);
    }, typingMs);
    return () => clearTimeout(timer);
    // only typing starts the clock
    // oxlint-disable-next-line react/exhaustive-deps
  }, [words]);
  return (
    <TextInput
      type="search"
      className={className}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={18} stroke={1.7} />}
      value={words}
      maxLength={200}
      onChange={(event) => {
        typed.current = true;
        setWords(event.currentTarget.value);
      }}
    />
  );
}
