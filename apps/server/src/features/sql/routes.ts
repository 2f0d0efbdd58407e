import type { FastifyInstance } from 'fastify';
import { answerBytes } from '../../data/answer-bytes.ts';
import { answerCaps } from '../../data/caps.ts';
import { whenLoaded } from '../../data/when-loaded.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Finished, json, refuseAll } from '../../http/types.ts';
import { checkSql, runSql } from '../../run-sql.ts';
import { sqlAnswer, sqlCheck } from './answer.ts';

/** Characters of a text that the audit log keeps; what ran is on its receipt whole. */
const audited = 2000;

/** SQL written by hand. */
export function sqlRoutes(app: FastifyInstance, deps: Deps): void {
  const { data } = deps;

  serve(
    app,
    'POST /api/v1/connections/:id/sql',
    async ({ params: { id }, body: { sql }, who, signal, request, note }) => {
      const about = { sql: sql.slice(0, audited) };
      note({ resource: id, detail: about });
      await whenLoaded(who, data, id, { signal });
      const ran = await runSql(sql, who, data, { connection: id, signal, caps: answerCaps(deps.config) });
      if (!ran.ok) {
        note({ detail: { ...about, refused: ran.problems.map(({ code, path }) => `${code} ${path}`.trim()) } });
        return refuseAll(ran.problems);
      }
      const answer = sqlAnswer(id, ran.value, request.startedAt);
      const { receipt, cached, result } = answer;
      note({ detail: { ...about, receipt, rows: result.rowCount, cached } });
      return new Finished(answerBytes(answer), { 'content-type': json });
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/connections/:id/sql/check',
    async ({ params: { id }, body: { sql }, who, signal }) => {
      await whenLoaded(who, data, id, { signal });
      const checked = await checkSql(sql, who, data, { connection: id, signal, caps: answerCaps(deps.config) });
      if (checked.ok) return sqlCheck(checked.value);
      // what is wrong with the text is the answer; what is wrong with the request is not
      const about = checked.problems.every(({ code }) => code === 'sql.refused');
      return about ? { statement: null, tables: [], problems: [...checked.problems] } : refuseAll(checked.problems);
    },
    deps,
  );
}
