import type { TFunction } from 'i18next';
import type { Table } from '@lumiere/contract';
import { sameThing } from '@lumiere/values';

/** A few questions that a table surely answers, in its own names. */
export function exampleQuestions(table: Table, t: TFunction): readonly string[] {
  const measure = table.measures.find((each) => !each.hidden);
  const group = table.fields.find(
    (field) =>
      !field.hidden &&
      (field.role === 'category' || field.role === 'place') &&
      measure &&
      // "Categories by category" says nothing
      !sameThing([measure.label, ...measure.synonyms], [field.label, ...field.synonyms]),
  );
  const questions = [t('model.question', { table: table.label.toLowerCase() })];
  if (measure && table.time !== null) questions.push(t('model.questionMeasure', { measure: measure.label }));
  if (measure && group)
    questions.push(t('model.questionTop', { measure: measure.label, field: group.label.toLowerCase() }));
  return questions;
}
