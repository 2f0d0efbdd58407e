import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ChartKind, RankedChart } from '@lumiere/contract';

/** As many kinds as a row of buttons holds on a phone, the table besides. */
const shownKinds = 6;

export interface View {
  readonly kind: ChartKind;
  readonly chart: RankedChart | null;
  readonly choices: readonly RankedChart[];
  readonly show: (kind: ChartKind) => void;
}

/** Which of the ranked charts is shown. The choice stands in the address, so that a link shows the same picture. */
export function useView(charts: readonly RankedChart[]): View {
  const navigate = useNavigate();
  const { view } = useSearch({ strict: false });
  const choices = charts
    .filter(
      (chart, index) =>
        chart.spec.kind !== 'table' && charts.findIndex((other) => other.spec.kind === chart.spec.kind) === index,
    )
    .slice(0, shownKinds);
  const best = charts[0]?.spec.kind ?? 'table';
  const named = view === 'table' ? 'table' : choices.find((choice) => choice.spec.kind === view)?.spec.kind;
  const kind = named ?? best;
  return {
    kind,
    chart: choices.find((choice) => choice.spec.kind === kind) ?? null,
    choices,
    show: (next) =>
      void navigate({
        to: '.',
        search: ({ view: _, ...rest }) => (next === best ? rest : { ...rest, view: next }),
        replace: true,
        resetScroll: false,
      }),
  };
}
