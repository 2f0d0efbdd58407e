export { buildLexicon, lexiconSteps, type Lexicon } from './lexicon/lexicon.ts';
export * from './outcome.ts';
export { suggestQuestions } from './suggest.ts';
export { understand, type AskContext } from './understand.ts';
