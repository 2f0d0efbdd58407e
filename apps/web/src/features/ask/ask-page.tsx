import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Answer } from '@lumiere/contract';
import { rememberConnection, useActiveConnection } from '../../lib/active-connection.ts';
import { useDraft } from '../../lib/draft.ts';
import { useApi } from '../../lib/use-api.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { QuestionBox } from '../../ui/question-box.tsx';
import classes from './ask-page.module.css';
import { EarlierTurns } from './earlier-turns.tsx';
import { Hero } from './hero.tsx';
import { PendingCard } from './pending-card.tsx';
import { answerQuery } from './queries.ts';
import { threadOf, threadParam } from './thread.ts';
import { useAsk, type Asked } from './use-ask.ts';
import { LinkButton } from '../../ui/link-button.tsx';

// the card and its charts are fetched while the first question is typed, so that the shell stays small
const loadCard = () => import('./answer-card.tsx');
const AnswerCard = lazy(async () => ({ default: (await loadCard()).AnswerCard }));

/** Where questions are asked and answered. Every answer has an address of its own that restores it with its conversation. */
export function AskPage() {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const { answerId } = useParams({ strict: false });
  const { q, after } = useSearch({ from: '/member/ask' });
  const active = useActiveConnection();
  const [draft, setDraft] = useDraft(q);
  const turn = useRef<HTMLDivElement>(null);
  const justAsked = useRef(false);

  const asking = useAsk({
    answered: useCallback(
      (answer: Answer, asked: Asked) => {
        setDraft('');
        justAsked.current = true;
        if (answer.id !== null)
          void navigate({ to: '/ask/$answerId', params: { answerId: answer.id }, search: threadParam(asked.after) });
      },
      [navigate, setDraft],
    ),
  });
  const { ask, pending, failed } = asking;

  const thread = threadOf(after);
  const shown = useQuery({ ...answerQuery(api, answerId ?? ''), enabled: answerId !== undefined });
  const answer = answerId === undefined ? null : (shown.data ?? null);
  const connection = answer?.connection ?? active?.id ?? null;

  // whatever led to the answer, the next question goes where this one went, and the head of the page says so
  useEffect(() => {
    if (answer !== null) rememberConnection(answer.connection);
  }, [answer]);

  useEffect(() => {
    if (answer === null || !justAsked.current) return;
    justAsked.current = false;
    announce(wordsOf(answer, t));
    scrollTo({ top: 0 });
    turn.current?.focus({ preventScroll: true });
  }, [announce, answer, t]);

  const startAt = useCallback(
    (question: string, follow: boolean, earlier: readonly { readonly id: string; readonly question: string }[]) => {
      void loadCard();
      const chain =
        follow && answer?.id && answer.question !== null
          ? [...earlier, { id: answer.id, question: answer.question }]
          : earlier;
      ask({
        question: question.trim(),
        connection,
        history: chain.slice(-10).map((each) => each.question),
        after: chain.map((each) => each.id),
      });
    },
    [answer, ask, connection],
  );

  if (answerId === undefined && pending === null) {
    return (
      <Hero
        draft={draft}
        setDraft={(words) => {
          setDraft(words);
          void loadCard();
        }}
        ask={(question) => {
          setDraft(question);
          startAt(question, false, []);
        }}
        failure={failed && <ErrorCard error={failed.error} retry={() => ask(failed.asked)} />}
      />
    );
  }

  return (
    <EarlierTurns ids={thread}>
      {(earlier) => (
        <div className={classes['page']}>
          <div className={classes['bar']}>
            <LinkButton
              to="/ask"
              variant="default"
              size="compact-md"
              leftSection={<IconPlus size={16} />}
              onClick={() => asking.dismiss()}
            >
              {t('ask.newQuestion')}
            </LinkButton>
          </div>
          {earlier.list}
          <div
            ref={turn}
            tabIndex={-1}
            className={classes['turn']}
            role="group"
            aria-label={t('ask.answerTo', { question: pending?.question ?? answer?.question ?? '' })}
          >
            {pending !== null ? (
              <PendingCard
                question={pending.question}
                cancel={() => {
                  asking.cancel();
                  announce(t('ask.cancelled'));
                  setDraft(pending.question);
                }}
              />
            ) : shown.isError ? (
              <ErrorCard error={shown.error} level={1} retry={() => void shown.refetch()} />
            ) : answer === null ? (
              <PendingCard question={null} cancel={null} />
            ) : (
              <Suspense fallback={<PendingCard question={answer.question} cancel={null} />}>
                <AnswerCard
                  key={answer.id}
                  answer={answer}
                  rerunning={shown.isFetching}
                  rerun={() => void shown.refetch()}
                  ask={(question) => {
                    setDraft(question);
                    startAt(question, false, earlier.turns);
                  }}
                />
              </Suspense>
            )}
          </div>
          {failed && <ErrorCard error={failed.error} retry={() => ask(failed.asked)} />}
          <div className={classes['composer']}>
            <QuestionBox
              size="compact"
              value={draft}
              onChange={setDraft}
              onAsk={() => startAt(draft, true, earlier.turns)}
              busy={pending !== null}
              label={t('ask.followUp')}
              placeholder={t('ask.followUpPlaceholder')}
            />
          </div>
        </div>
      )}
    </EarlierTurns>
  );
}

function wordsOf(answer: Answer, t: TFunction): string {
  if (answer.outcome !== 'answered')
    return t('ask.announceNone', {
      reason: [...answer.missing, ...answer.problems.map((problem) => problem.message)].join('. '),
    });
  const insight = answer.narrative?.sentences
    .map((sentence) => sentence.map((part) => ('text' in part ? part.text : part.figure)).join(''))
    .join(' ');
  return t('ask.announce', { insight: insight || answer.understood?.text || '' });
}
