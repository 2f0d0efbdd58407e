import type { Chip } from '@lumiere/contract';
import card from './answer-card.module.css';
import classes from './question-title.module.css';

/** The question as typed; the words of the chip under the pointer stand out, those not understood always do. */
export function QuestionTitle(of: {
  readonly question: string;
  readonly chips: readonly Chip[];
  readonly active: number | null;
}) {
  return (
    <h1 className={card['question']}>
      {pieces(of.question, of.chips).map(({ text, chip }) => {
        if (chip === null) return text;
        const applied = of.chips[chip]?.applied ?? true;
        return (
          <span key={`${chip}`} className={classes['words']} data-active={chip === of.active} data-applied={applied}>
            {text}
          </span>
        );
      })}
    </h1>
  );
}

interface Piece {
  readonly text: string;
  readonly chip: number | null;
}

/** Cuts the question at the spans of its chips; spans that overlap or lie outside are passed over. */
export function pieces(question: string, chips: readonly Chip[]): readonly Piece[] {
  const spans = chips
    .flatMap(({ span }, chip) =>
      span !== null && span[0] < span[1] && span[1] <= question.length ? [{ from: span[0], to: span[1], chip }] : [],
    )
    .toSorted((a, b) => a.from - b.from);
  const cut: Piece[] = [];
  let at = 0;
  for (const { from, to, chip } of spans) {
    if (from < at) continue;
    if (from > at) cut.push({ text: question.slice(at, from), chip: null });
    cut.push({ text: question.slice(from, to), chip });
    at = to;
  }
  if (at < question.length) cut.push({ text: question.slice(at), chip: null });
  return cut;
}
