import { IconArrowUpRight, IconMessage2Search } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Field, Model, Table } from '@lumiere/contract';
import classes from './table-card.module.css';
import { exampleQuestions } from './example-questions.ts';
import { LinkButton } from '../../ui/link-button.tsx';

/** One table of a model as a person reads it: what a row is, what can be measured, what can be grouped and filtered by. */
export function TableCard({
  table,
  model,
  connection,
}: {
  readonly table: Table;
  readonly model: Model;
  readonly connection: string;
}) {
  const { t } = useTranslation();
  const fields = table.fields.filter((field) => !field.hidden);
  const measures = table.measures.filter((measure) => !measure.hidden);
  const questions = exampleQuestions(table, t);
  const related = model.joins
    .filter((join) => join.from.table === table.id || join.to.table === table.id)
    .map((join) => (join.from.table === table.id ? join.to.table : join.from.table))
    .flatMap((id) => model.tables.find((other) => other.id === id && !other.hidden && other.id !== table.id) ?? []);
  return (
    <article className={classes['card']}>
      <header className={classes['head']}>
        <div>
          <h2 className={classes['name']}>{table.label}</h2>
          <p className={classes['quiet']}>
            {t('model.oneRow', { singular: table.singular })}
            {table.synonyms.length > 0 && ` · ${t('model.synonyms', { words: table.synonyms.join(', ') })}`}
          </p>
        </div>
        <LinkButton
          to="/ask"
          search={questions[0] === undefined ? { connection } : { q: questions[0], connection }}
          variant="default"
          leftSection={<IconMessage2Search size={17} stroke={1.7} />}
        >
          {t('model.askTable')}
        </LinkButton>
      </header>
      {table.description !== null && <p>{table.description}</p>}
      <section className={classes['section']}>
        <h3 className={classes['title']}>{t('model.tryAsking')}</h3>
        <ul className={classes['questions']}>
          {questions.map((question) => (
            <li key={question}>
              <Link to="/ask" search={{ q: question, connection }} className={classes['question']}>
                {question}
                <IconArrowUpRight size={14} aria-hidden="true" />
              </Link>
            </li>
          ))}
        </ul>
      </section>
      {measures.length > 0 && (
        <section className={classes['section']}>
          <h3 className={classes['title']}>{t('model.measures')}</h3>
          <dl className={classes['things']}>
            {measures.map((measure) => (
              <Thing
                key={measure.id}
                label={measure.label}
                synonyms={measure.synonyms}
                description={measure.description}
                note={measure.better === 'neutral' ? null : t(`model.better.${measure.better}`)}
              />
            ))}
          </dl>
        </section>
      )}
      <section className={classes['section']}>
        <h3 className={classes['title']}>{t('model.fields')}</h3>
        <dl className={classes['things']}>
          {fields.map((field) => (
            <Thing
              key={field.id}
              label={field.label}
              synonyms={field.synonyms}
              description={field.description}
              note={fieldNote(field, table, t)}
            />
          ))}
        </dl>
      </section>
      {table.segments.length > 0 && (
        <section className={classes['section']}>
          <h3 className={classes['title']}>{t('model.segments')}</h3>
          <dl className={classes['things']}>
            {table.segments.map((segment) => (
              <Thing
                key={segment.id}
                label={segment.label}
                synonyms={segment.synonyms}
                description={segment.description}
                note={null}
              />
            ))}
          </dl>
        </section>
      )}
      {related.length > 0 && (
        <section className={classes['section']}>
          <h3 className={classes['title']}>{t('model.joins')}</h3>
          <ul className={classes['questions']}>
            {[...new Set(related)].map((other) => (
              <li key={other.id}>
                <Link
                  to="/connections/$connectionId"
                  params={{ connectionId: connection }}
                  search={{ view: 'model', table: other.id }}
                  resetScroll={false}
                  className={classes['question']}
                >
                  {other.label}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  );
}

function Thing(of: {
  readonly label: string;
  readonly synonyms: readonly string[];
  readonly description: string | null;
  readonly note: string | null;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes['thing']}>
      <dt>{of.label}</dt>
      {of.note !== null && <dd className={classes['note']}>{of.note}</dd>}
      {of.synonyms.length > 0 && (
        <dd className={classes['synonyms']}>{t('model.synonyms', { words: of.synonyms.join(', ') })}</dd>
      )}
      {of.description !== null && <dd className={classes['description']}>{of.description}</dd>}
    </div>
  );
}

function fieldNote(field: Field, table: Table, t: TFunction): string {
  const role = t(`model.roles.${field.role}`);
  const type = t(`model.types.${field.type}`);
  return table.primaryKey.includes(field.id) && field.role !== 'key'
    ? `${role}, ${type}, ${t('model.key')}`
    : `${role}, ${type}`;
}
