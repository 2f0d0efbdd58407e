import { expect, test } from 'vitest';
import { problem, type Problem } from '@lumiere/contract';
import { i18n } from '../app/i18n.ts';
import { ApiError } from './api-error.ts';
import { errorLine, errorToast, errorWords } from './error-words.ts';

const { t } = i18n;
const refused = (problems: readonly Problem[], detail = problems[0]?.message ?? ''): ApiError =>
  new ApiError({ code: 'request.conflict', status: 409, title: 'Conflict', detail, requestId: 'req_1', problems });

const taken = problem('request.conflict', 'There is a dataset called “Sales” already.', {
  hint: 'Choose another name',
});

test('what happened are the main words, what to do stands below, and the title of the kind is not shown', () => {
  expect(errorWords(refused([taken]), t)).toEqual({
    title: 'There is a dataset called “Sales” already.',
    lines: [],
    advice: 'Choose another name',
    requestId: 'req_1',
  });
  expect(errorToast(refused([taken]), t)).toEqual({
    tone: 'error',
    message: 'There is a dataset called “Sales” already.',
    hint: 'Choose another name.',
  });
  expect(errorLine(refused([taken]), t)).toBe('There is a dataset called “Sales” already. Choose another name.');
});

test('of several problems none is lost and none is said twice', () => {
  const second = problem('request.invalid', 'The name is too long.', { hint: 'Choose another name' });
  expect(errorWords(refused([taken, second, taken]), t)).toMatchObject({
    title: taken.message,
    lines: ['The name is too long.'],
    advice: 'Choose another name',
  });
});

test('the title of the kind speaks only where nothing else does', () => {
  expect(errorWords(refused([]), t).title).toBe('Conflict');
});

test('what failed can be put around what happened', () => {
  expect(errorToast(refused([taken]), t, (reason) => `Not deleted: ${reason}`).message).toBe(
    'Not deleted: There is a dataset called “Sales” already.',
  );
});

test('where no answer came the words are ours', () => {
  const network = new ApiError({ code: 'network', status: 0, title: '', detail: '', requestId: null });
  expect(errorToast(network, t).message).toBe('The server cannot be reached');
  expect(errorToast(new Error('x is undefined'), t).message).toBe('This page stopped working');
});
