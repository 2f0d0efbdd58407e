import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Deps } from '../../deps.ts';
import { pagePolicy } from '../../http/browser-rules.ts';
import { sendRefusal } from '../../http/problem-reply.ts';
import { rateLimited } from '../../http/rate-limit.ts';
import { json, refuse } from '../../http/types.ts';
import { projectVersion } from '../../project.ts';

/** The API's description for programs and for people, and the keys with which anybody can check our access tokens. */
export function referenceRoutes(app: FastifyInstance, deps: Deps): void {
  const { config, keys } = deps;
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    const limited = rateLimited(request, deps);
    return limited === null ? undefined : sendRefusal(request, reply, limited);
  };

  app.get('/.well-known/jwks.json', { onRequest }, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=300')
      .header('content-type', json)
      .send(JSON.stringify(await keys.jwks())),
  );

  let document: Promise<string> | null = null;
  app.get('/api/v1/openapi.json', { onRequest }, async (_request, reply) => {
    document ??= import('./openapi.ts').then(({ openApi }) =>
      JSON.stringify(openApi({ version: projectVersion(), server: config.publicUrl ?? '/' })),
    );
    return reply
      .header('cache-control', 'no-cache')
      .header('content-type', json)
      .send(await document);
  });

  app.get('/api/docs', { onRequest }, async (_request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .header('content-security-policy', pagePolicy([]))
      .header('content-type', 'text/html; charset=utf-8')
      .send(page),
  );

  app.get<{ Params: { file: string } }>('/api/docs/:file', { onRequest }, async (request, reply) => {
    const { file } = request.params;
    if (file === 'start.js')
      return reply
        .header('cache-control', 'no-cache')
        .header('content-type', 'text/javascript; charset=utf-8')
        .send(start);
    const type = Object.hasOwn(files, file) ? files[file] : undefined;
    if (type === undefined)
      return sendRefusal(request, reply, refuse('request.not-found', 'There is nothing at this address.'));
    return reply
      .header('cache-control', 'public, max-age=3600')
      .header('content-type', type)
      .send(await readFile(join(assetFolder(), file)));
  });
}

/** The package ships the page's code; only these files of it are served. */
const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

function assetFolder(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('@fastify/swagger-ui')), 'static');
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lumiere API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<main id="reference"></main>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#reference', deepLinking: true, defaultModelsExpandDepth: 0, validatorUrl: null });\n`;
