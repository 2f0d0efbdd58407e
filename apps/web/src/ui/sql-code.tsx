import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Statement } from '@lumiere/contract';
import { sqlTokens } from '../lib/sql-tokens.ts';
import { CopyButton } from './copy-button.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import classes from './sql-code.module.css';

/** A statement in colour with what its parameters stand for. */
export function SqlCode({ statement }: { readonly statement: Statement }) {
  const { t } = useTranslation();
  const tokens = useMemo(() => sqlTokens(statement.sql), [statement.sql]);
  return (
    <div className={classes['panel']}>
      <div className={classes['head']}>
        <span className={classes['dialect']}>{statement.dialect}</span>
        <CopyButton text={statement.sql} label={t('answer.copySql')} />
      </div>
      <ScrollRegion label={t('answer.sql')} className={classes['code']}>
        <pre>
          <code>
            {tokens.map((token, index) => (
              <span
                key={index}
                {...(token.kind === 'space' || token.kind === 'symbol' || token.kind === 'identifier'
                  ? {}
                  : { 'data-kind': token.kind })}
              >
                {token.text}
              </span>
            ))}
          </code>
        </pre>
      </ScrollRegion>
      {statement.parameters.length > 0 && (
        <div className={classes['parameters']}>
          <p className={classes['parametersTitle']}>{t('answer.parameters')}</p>
          <ol className={classes['values']}>
            {statement.parameters.map((value, index) => (
              <li key={index}>
                <span data-kind="parameter">${index + 1}</span>
                <code>
                  {value === null
                    ? 'null'
                    : typeof value === 'string'
                      ? `'${value.replaceAll("'", "''")}'`
                      : String(value)}
                </code>
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}
