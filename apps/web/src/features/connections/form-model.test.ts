import { describe, expect, test } from 'vitest';
import { configOf, formFields, shownPaths, startValues } from './form-model.ts';

const form = {
  type: 'object',
  properties: {
    maxConnections: {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 5,
      title: 'Connections',
      order: 8,
      group: 'advanced',
    },
    host: { type: 'string', maxLength: 253, title: 'Host', description: 'Where it is', order: 1, group: 'place' },
    password: { type: 'string', default: '', writeOnly: true, title: 'Password', order: 5, group: 'account' },
    tls: {
      type: 'string',
      enum: ['disable', 'require'],
      default: 'require',
      title: 'TLS',
      order: 6,
      group: 'encryption',
    },
    ca: {
      anyOf: [{ type: 'string', maxLength: 9 }, { type: 'null' }],
      default: null,
      title: 'CA',
      order: 7,
      group: 'encryption',
      multiline: true,
    },
    cold: { type: 'boolean', default: false, title: 'Cold', order: 9, group: 'advanced' },
    readOnly: { type: 'boolean', const: true, default: true, title: 'Read only', order: 2, group: 'advanced' },
  },
  required: ['host'],
};
const fields = formFields({ form, secrets: ['password'] });
const start = startValues(fields, null);

describe('the form of a kind', () => {
  test('has its fields in their order, and none for what has one possible value', () => {
    expect(fields.map((field) => field.name)).toEqual(['host', 'password', 'tls', 'ca', 'maxConnections', 'cold']);
  });

  test('chooses a control by the schema', () => {
    expect(fields.map((field) => field.control)).toEqual(['text', 'text', 'choice', 'text', 'number', 'switch']);
    expect(fields.find((field) => field.name === 'ca')).toMatchObject({
      nullable: true,
      multiline: true,
      maxLength: 9,
    });
    expect(fields.filter((field) => field.required).map((field) => field.name)).toEqual(['host']);
  });

  test('starts with the defaults, or with what is saved, and never with a secret', () => {
    expect(start).toEqual({ host: '', password: '', tls: 'require', ca: '', maxConnections: '5', cold: 'false' });
    const saved = startValues(fields, { host: 'db', password: 'hunter2', maxConnections: 9, ca: null });
    expect(saved).toMatchObject({ host: 'db', password: '', maxConnections: '9', ca: '' });
  });
});

describe('what is sent', () => {
  test('has the types of the schema', () => {
    const { config, trouble } = configOf(fields, { ...start, host: ' db ', password: ' p ', maxConnections: '7' }, []);
    expect(trouble).toEqual({});
    expect(config).toEqual({ host: 'db', password: ' p ', tls: 'require', ca: null, maxConnections: 7, cold: false });
  });

  test('leaves out an empty secret, so that a saved one stays', () => {
    expect(configOf(fields, { ...start, host: 'db' }, ['password']).config).not.toHaveProperty('password');
  });

  test('is in trouble where something is missing, no number, or out of range', () => {
    expect(configOf(fields, start, []).trouble).toEqual({ host: 'required' });
    expect(configOf(fields, { ...start, host: 'db', maxConnections: 'many' }, []).trouble).toEqual({
      maxConnections: 'number',
    });
    expect(configOf(fields, { ...start, host: 'db', maxConnections: '101' }, []).trouble).toEqual({
      maxConnections: 'range',
    });
  });

  test('asks for a secret that is needed and not set, and for no other', () => {
    const secret = formFields({
      form: { properties: { key: { type: 'string', title: 'Key' } }, required: ['key'] },
      secrets: ['key'],
    });
    expect(configOf(secret, { key: '' }, []).trouble).toEqual({ key: 'required' });
    expect(configOf(secret, { key: '' }, ['key'])).toEqual({ config: {}, trouble: {} });
  });
});

describe('lists and conditions', () => {
  const listed = formFields({
    form: {
      properties: {
        auth: {
          type: 'string',
          enum: ['none', 'key'],
          labels: { none: 'None', key: 'A key' },
          default: 'none',
          order: 1,
        },
        header: { type: 'string', when: { field: 'auth', is: ['key'] }, order: 2 },
        pages: {
          type: 'array',
          entry: 'table',
          order: 3,
          items: {
            type: 'object',
            properties: {
              path: { type: 'string', order: 1 },
              size: { type: 'integer', minimum: 1, default: 10, order: 2 },
            },
            required: ['path'],
          },
        },
      },
      required: ['auth', 'header', 'pages'],
    },
    secrets: [],
  });
  const begun = startValues(listed, null);

  test('a list that must have an entry starts with one, and a choice has words', () => {
    expect(begun['pages']).toBe('[{"path":"","size":"10"}]');
    expect(listed[0]).toMatchObject({ control: 'choice', labels: { key: 'A key' } });
    expect(listed[2]).toMatchObject({ control: 'list', entry: 'table' });
    const saved = startValues(listed, { pages: [{ path: '/a' }, { path: '/b', size: 5 }] });
    expect(saved['pages']).toBe('[{"path":"/a","size":"10"},{"path":"/b","size":"5"}]');
  });

  test('a field without a meaning is neither asked for nor sent', () => {
    expect(shownPaths(listed, begun).map(({ path }) => path)).toEqual([
      'auth',
      'pages',
      'pages[0].path',
      'pages[0].size',
    ]);
    const filled = { ...begun, pages: '[{"path":" /a ","size":"3"}]', header: 'X-Key' };
    expect(configOf(listed, filled, [])).toEqual({
      config: { auth: 'none', pages: [{ path: '/a', size: 3 }] },
      trouble: {},
    });
    expect(configOf(listed, { ...filled, auth: 'key' }, []).config['header']).toBe('X-Key');
  });

  test('what is wrong with an entry is said at its path', () => {
    expect(configOf(listed, { ...begun, auth: 'key', pages: '[{"path":"","size":"0"}]' }, []).trouble).toEqual({
      header: 'required',
      'pages[0].path': 'required',
      'pages[0].size': 'range',
    });
    expect(configOf(listed, { ...begun, pages: '[]' }, []).trouble).toEqual({ pages: 'required' });
  });
});
