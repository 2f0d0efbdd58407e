import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconCircleX, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConnectionTest } from '@lumiere/contract';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './test-steps.module.css';

type State = ConnectionTest['steps'][number]['state'];
const icons: { readonly [S in State]: Icon } = {
  passed: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  skipped: IconCircleMinus,
};

/** What a test found, step by step: what works, what does not, why, and what to do. */
export function TestSteps({ test }: { readonly test: ConnectionTest }) {
  const { t } = useTranslation();
  const warned = test.steps.some((step) => step.state === 'warning');
  const verdict = test.ok ? (warned ? 'warning' : 'passed') : 'failed';
  return (
    <section className={classes['panel']} data-verdict={verdict} aria-labelledby="test-verdict">
      <h3 id="test-verdict" className={classes['verdict']}>
        {test.ok
          ? t(warned ? 'connect.test.okWarned' : 'connect.test.ok', { count: test.tables ?? 0 })
          : t('connect.test.failed')}
      </h3>
      <ol className={classes['steps']}>
        {test.steps.map((step) => {
          const StepIcon = icons[step.state];
          return (
            <li key={step.id} className={classes['step']} data-state={step.state}>
              <StepIcon size={20} stroke={1.8} role="img" aria-label={t(`connect.test.states.${step.state}`)} />
              <div className={classes['words']}>
                <p className={classes['name']}>{t(`connect.test.steps.${step.id}`)}</p>
                {step.message !== '' && step.message !== step.problem?.message && (
                  <p className={classes['message']}>{step.message}</p>
                )}
                {step.problem !== null && (
                  <ProblemNote problems={[step.problem]} tone={step.state === 'failed' ? 'danger' : 'warning'} />
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
