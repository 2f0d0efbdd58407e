import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CellRef, Derivation, Narrative, Result } from '@lumiere/contract';
import { useShowCell } from '../../lib/show-cell.ts';
import { derivationCells, derivationWords } from './derivation.ts';
import classes from './insight.module.css';

/** The answer in words. Every figure says where it comes from and leads to its cell. */
export function Insight(of: {
  readonly narrative: Narrative;
  readonly result: Result;
  readonly zone: string;
  readonly mark: (cells: readonly CellRef[]) => void;
  readonly show: (cells: readonly CellRef[]) => void;
}) {
  const { t } = useTranslation();
  const showCell = useShowCell(of.zone);
  const figure = (text: string, from: Derivation) => {
    const cells = derivationCells(from);
    return (
      <Tooltip label={derivationWords(from, of.result, showCell, t)} inline>
        <button
          type="button"
          className={classes['figure']}
          onMouseEnter={() => of.mark(cells)}
          onMouseLeave={() => of.mark([])}
          onFocus={() => of.mark(cells)}
          onBlur={() => of.mark([])}
          onClick={() => of.show(cells)}
        >
          {text}
        </button>
      </Tooltip>
    );
  };
  return (
    <div className={classes['insight']}>
      {of.narrative.sentences.map((sentence, index) => (
        <div key={index} className={classes['sentence']} data-lead={index === 0}>
          {sentence.map((part, at) =>
            'text' in part ? <span key={at}>{part.text}</span> : <span key={at}>{figure(part.figure, part.from)}</span>,
          )}
        </div>
      ))}
    </div>
  );
}
