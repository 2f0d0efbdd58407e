import { Menu, Tooltip } from '@mantine/core';
import {
  IconArrowsSort,
  IconCalendar,
  IconCategory2,
  IconChartBar,
  IconChevronDown,
  IconFilter,
  IconHash,
  IconListNumbers,
  IconTable,
  IconUnlink,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Chip } from '@lumiere/contract';
import { replaceWords } from './replace-words.ts';
import classes from './chips.module.css';

const icons: Record<Chip['kind'], Icon> = {
  measure: IconHash,
  dimension: IconCategory2,
  filter: IconFilter,
  period: IconCalendar,
  sort: IconArrowsSort,
  limit: IconListNumbers,
  table: IconTable,
  chart: IconChartBar,
  ignored: IconUnlink,
};

interface ChipsProps {
  readonly chips: readonly Chip[];
  readonly question: string | null;
  readonly ask: (question: string) => void;
  /** Told which chip is under the pointer or the focus. */
  readonly setChip: (chip: number | null) => void;
}

type Watch = Readonly<Record<'onMouseEnter' | 'onMouseLeave' | 'onFocus' | 'onBlur', () => void>>;

/** Which words became what. One that has other readings opens them; what was not applied says so. */
export function Chips({ chips, question, ask, setChip }: ChipsProps) {
  if (chips.length === 0) return null;
  const watch = (index: number): Watch => ({
    onMouseEnter: () => setChip(index),
    onMouseLeave: () => setChip(null),
    onFocus: () => setChip(index),
    onBlur: () => setChip(null),
  });
  return (
    <ul className={classes['list']}>
      {chips.map((chip, index) => (
        <li key={index}>
          <ChipView chip={chip} question={question} ask={ask} watch={watch(index)} />
        </li>
      ))}
    </ul>
  );
}

function ChipView({
  chip,
  question,
  ask,
  watch,
}: {
  readonly chip: Chip;
  readonly question: string | null;
  readonly ask: (question: string) => void;
  readonly watch: Watch;
}) {
  const { t } = useTranslation();
  const KindIcon = icons[chip.kind];
  const tone = chip.applied ? (chip.assumed ? 'assumed' : 'applied') : 'not-applied';
  const hint = !chip.applied
    ? t('answer.notAppliedHint', { words: chip.words || chip.meaning })
    : chip.assumed
      ? t('answer.assumedHint')
      : chip.words === ''
        ? null
        : t('answer.typed', { words: chip.words });
  // of what was not understood the words say more than its meaning, which its kind says already
  const shown = chip.kind === 'ignored' ? chip.words || chip.meaning : chip.meaning || chip.words;
  const body = (
    <>
      <KindIcon size={15} stroke={1.8} aria-hidden="true" />
      <span className={classes['kind']}>{t(`answer.chips.${chip.kind}`)}</span>
      <span className={classes['meaning']}>{shown}</span>
      {tone === 'assumed' && <span className={classes['tag']}>{t('answer.assumed')}</span>}
      {tone === 'not-applied' && <span className={classes['tag']}>{t('answer.notApplied')}</span>}
    </>
  );
  const others =
    question === null ? [] : chip.alternatives.flatMap((words) => replaceWords(question, chip, words) ?? []);
  if (others.length > 0) {
    return (
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" {...watch} className={classes['chip']} data-tone={tone}>
            {body}
            <IconChevronDown size={14} aria-hidden="true" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {hint && <Menu.Label>{hint}</Menu.Label>}
          <Menu.Label>{t('answer.otherReadings')}</Menu.Label>
          {others.map((other) => (
            <Menu.Item key={other.question} onClick={() => ask(other.question)}>
              {other.words}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    );
  }
  const plain = (
    // focusable for its explanation; a button that does nothing else, so that screen readers announce both
    <button type="button" {...watch} className={classes['chip']} data-tone={tone} data-plain="true">
      {body}
    </button>
  );
  return hint === null ? plain : <Tooltip label={hint}>{plain}</Tooltip>;
}
